namespace Rondo.Testing;

/// <summary>Where a test says which lifecycle file it is about.</summary>
public static class Check
{
    /// <summary>The checks of a lifecycle file: nothing is done until one is asked for, and one run serves all of a chain.</summary>
    /// <param name="path">The file, or its folder: from the current folder on, or from the test's own folder and those above it.</param>
    /// <param name="set">Single values laid over the file's, such as <c>train.tune.trials=5</c>.</param>
    /// <exception cref="CheckFailedException">There is no such file, or it has mistakes.</exception>
    public static LifecycleCheck File(string path, params string[] set) => new(new CheckedFile(path, set));
}

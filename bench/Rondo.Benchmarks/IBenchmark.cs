namespace Rondo.Benchmarks;

/// <summary>A benchmark that <c>./rondo bench NAME</c> runs. Needs a constructor without parameters.</summary>
interface IBenchmark
{
    string Name { get; }

    string Summary { get; }

    /// <returns>The exit code.</returns>
    int Run(string[] args);
}

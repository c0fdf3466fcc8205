using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>The file that a job writes until it is whole.</summary>
static class OutputFile
{
    /// <summary>What is written until the file is whole.</summary>
    public static string PartialOf(string path) => path + ".partial";

    /// <summary>Opens a file that one process at a time writes, in a folder that is made for it.</summary>
    /// <param name="path">Of the output, for messages.</param>
    /// <param name="file">To open.</param>
    /// <exception cref="RondoException">Another process writes it, or its folder can't be written to.</exception>
    public static FileStream OpenAlone(string path, string file)
    {
        if (Directory.Exists(path)) throw new RondoException(new Mistake("is_a_folder", "The output is a folder, not a file.") { File = path, Hint = $"Name a file: {path.TrimEnd('/')}/predictions.csv" });
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException(new Mistake("unwritable_file", $"The file can't be written: {e.Message}") { File = path, Hint = "Does another job write it, and may this user write in its folder?" });
        }
    }
}

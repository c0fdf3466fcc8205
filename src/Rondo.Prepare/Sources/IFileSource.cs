using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources;

/// <summary>A format of files that hold one table. The same rows and types give the same table in any format.</summary>
public interface IFileSource : ISource
{
    /// <summary>The endings of file names in lower case, such as <c>.csv</c>.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether a file may be compressed by gzip, with <c>.gz</c> after its ending.</summary>
    bool ReadsGzip { get; }

    /// <summary>The rows of all files, one file after another.</summary>
    /// <exception cref="Engine.Errors.RondoException">The files' form is wrong.</exception>
    Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation);
}

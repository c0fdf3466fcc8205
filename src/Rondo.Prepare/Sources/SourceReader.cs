using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources;

/// <summary>Reads a table from files or an address.</summary>
/// <remarks>
/// The same rows give the same table in any format. Missing are: null, NaN, empty text, text of nothing but spaces, and the words declared.
/// Whole numbers are int64, or double when one of them is beyond it; fractions and decimals are double; -0.0 is 0.0.
/// In text formats a type is found from all values of a column: plain decimal numbers, true/false, ISO 8601 dates and times; anything else,
/// such as yes/no or 00123, is text. Texts of JSON may be dates and times but no numbers. A column without any value is double.
/// Times finer than a microsecond are cut off.
/// </remarks>
public static class SourceReader
{
    private static readonly PluginAware<PartCatalog> s_catalog = new(plugins => new PartCatalog([typeof(SourceReader).Assembly, .. plugins]));

    /// <param name="parts">The sources that are known; those of this room when null.</param>
    /// <exception cref="RondoException">No such file, an unknown format, or data whose form is wrong.</exception>
    public static Table Read(SourceSpec spec, SourceOptions? options = null, PartCatalog? parts = null, CancellationToken cancellation = default)
    {
        options ??= new SourceOptions();
        if (spec.Paths is [var only] && SourceKind.SchemeOf(only) is not null)
            return ReadAddress((IAddressSource)SourceKind.Of(spec, spec.Paths, parts ?? s_catalog.Value), only, spec, options, cancellation);
        var files = SourceFiles.Of(spec);
        return SourceKind.Of(spec, files, parts ?? s_catalog.Value) is IFileSource source
            ? ReadFiles(source, files, options, cancellation)
            : ReadAddress((IAddressSource)SourceKind.Of(spec, files, parts ?? s_catalog.Value), files.Single(), spec, options, cancellation);
    }

    /// <inheritdoc cref="Read"/>
    public static Table ReadFiles(IFileSource source, IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        Explained(files, () => source.Read(files, options, cancellation));

    /// <summary>What the files give; where the system refuses them, a mistake says so.</summary>
    public static T Explained<T>(IReadOnlyList<string> files, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException(new Mistake("unreadable_file", $"The file can't be read: {e.Message}") { File = files[0] });
        }
    }

    static Table ReadAddress(IAddressSource source, string address, SourceSpec spec, SourceOptions options, CancellationToken cancellation) =>
        source.Fetch(address, new SourceContext { Options = options, Format = spec.Format, Folder = spec.Folder ?? "." }, cancellation).Table;
}

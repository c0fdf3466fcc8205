using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources;

/// <summary>Reads a table from files; the format is known by their ending.</summary>
/// <remarks>
/// The same rows give the same table in any format. Missing are: null, NaN, empty text, text of nothing but spaces, and the words declared.
/// Whole numbers are int64, or double when one of them is beyond it; fractions and decimals are double; -0.0 is 0.0.
/// In text formats a type is found from all values of a column: plain decimal numbers, true/false, ISO 8601 dates and times; anything else,
/// such as yes/no or 00123, is text. Texts of JSON may be dates and times but no numbers. A column without any value is double.
/// Times finer than a microsecond are cut off.
/// </remarks>
public static class SourceReader
{
    private static readonly PartCatalog s_catalog = new(typeof(SourceReader).Assembly);

    /// <exception cref="RondoException">No such file, an unknown format, or data whose form is wrong.</exception>
    public static Table Read(SourceSpec spec, SourceOptions? options = null, CancellationToken cancellation = default)
    {
        var files = SourceFiles.Of(spec);
        var source = SourceOf(spec, files);
        try
        {
            return source.Read(files, options ?? new SourceOptions(), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException(new Mistake("unreadable_file", $"The file can't be read: {e.Message}") { File = files[0] });
        }
    }

    static ISource SourceOf(SourceSpec spec, IReadOnlyList<string> files)
    {
        if (spec.Format is { } format) return s_catalog.Create<ISource>(format, spec.Parameters);
        var names = files.Select(f => FormatOf(f)).Distinct().ToArray();
        if (names.Length > 1)
            throw new RondoException("mixed_formats", $"The source has files of several formats: {string.Join(", ", names)}.", "Narrow the pattern to one ending.");
        return s_catalog.Create<ISource>(names[0], spec.Parameters);
    }

    static string FormatOf(string file)
    {
        var name = Path.GetFileName(file).ToLowerInvariant();
        var isGzip = name.EndsWith(".gz", StringComparison.Ordinal);
        if (isGzip) name = name[..^3];
        var extension = Path.GetExtension(name);
        var known = s_catalog.OfKind("source")
            .Select(p => (p.Name, Source: (ISource)Activator.CreateInstance(p.Type)!)).ToArray();
        foreach (var (part, source) in known)
        {
            if (!source.Extensions.Contains(extension)) continue;
            if (!isGzip || source.ReadsGzip) return part;
            throw new RondoException(new Mistake("unknown_format", $"A {part} file is not read through gzip.") { File = file, Hint = "Decompress it first." });
        }
        var extensions = known.SelectMany(k => k.Source.Extensions).Order(StringComparer.Ordinal).ToArray();
        throw new RondoException(new Mistake("unknown_format", extension.Length == 0 ? "The file's name has no ending that tells its format." : $"There is no source for files ending in '{extension}'.")
        {
            File = file,
            Hint = Spelling.DidYouMean(extension, extensions) ?? $"Known endings: {string.Join(", ", extensions)} (text also with .gz).",
        });
    }
}

using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Batch;

/// <summary>Which sink writes to a place: by the address's scheme, else by the file's ending.</summary>
public static class SinkKind
{
    private const string Gzip = ".gz";

    /// <exception cref="RondoException">No sink writes there.</exception>
    public static ISink Of(string address, PartCatalog parts)
    {
        var known = Known(parts);
        return SourceKind.SchemeOf(address) is { } scheme ? OfScheme(scheme, known) : OfFile(address, known);
    }

    /// <summary>What tells places apart: a file's full path, an address as it is written.</summary>
    public static string PlaceOf(string address, string shown) => SourceKind.SchemeOf(address) is null ? Path.GetFullPath(address) : shown;

    /// <summary>What writes a file of this name.</summary>
    internal static ISink OfFile(string path) => OfFile(path, Known(RondoParts.Catalog));

    static ISink[] Known(PartCatalog parts) => [.. parts.OfKind("sink").Select(part => (ISink)Activator.CreateInstance(part.Type)!)];

    static ISink OfScheme(string scheme, ISink[] known)
    {
        if (known.FirstOrDefault(s => s.Schemes.Contains(scheme)) is { } sink) return sink;
        var schemes = known.SelectMany(s => s.Schemes).Order(StringComparer.Ordinal).ToArray();
        throw new RondoException("unknown_format", $"There is no sink for addresses that begin with '{scheme}://'.",
            Spelling.DidYouMean(scheme, schemes) ?? $"Known: {string.Join(", ", schemes.Select(s => $"{s}://"))}, and files.");
    }

    static ISink OfFile(string path, ISink[] known)
    {
        var name = Path.GetFileName(path).ToLowerInvariant();
        var isGzip = name.EndsWith(Gzip, StringComparison.Ordinal);
        var extension = Path.GetExtension(isGzip ? name[..^Gzip.Length] : name);
        var sink = known.FirstOrDefault(s => s.Extensions.Contains(extension));
        if (sink is not null && (!isGzip || sink.Extensions.Contains(extension + Gzip))) return sink;
        if (sink is not null) throw new RondoException(new Mistake("unknown_format", $"A file ending in '{extension}' isn't written through gzip.") { File = path, Hint = $"Write {path[..^Gzip.Length]}, which is compressed in itself." });
        var extensions = known.SelectMany(s => s.Extensions).Where(e => !e.EndsWith(Gzip, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        throw new RondoException(new Mistake("unknown_format", $"Predictions aren't written to files ending in '{extension}'.")
        {
            File = path,
            Hint = Spelling.DidYouMean(extension, extensions) ?? $"Known endings: {string.Join(", ", extensions)} (text also with .gz).",
        });
    }
}

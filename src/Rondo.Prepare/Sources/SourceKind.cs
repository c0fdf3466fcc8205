using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources;

/// <summary>Which part reads a source: by its declared format, else by the address's scheme, else by the files' ending.</summary>
public static class SourceKind
{
    /// <summary>The part with its parameters; for a glob, by the pattern's ending.</summary>
    /// <exception cref="RondoException">No part reads it, or a parameter is wrong.</exception>
    public static ISource Of(SourceSpec spec, IReadOnlyList<string> paths, PartCatalog parts)
    {
        if (paths.Select(SchemeOf).OfType<string>().FirstOrDefault() is { } scheme)
        {
            if (paths.Count > 1) throw new RondoException("mixed_formats", "An address stands beside other paths.", "Give each its own name under `prepare.sources`.");
            return parts.Create<ISource>(PartOfScheme(scheme, parts), spec.Parameters);
        }
        if (spec.Format is { } format) return parts.Create<ISource>(format, spec.Parameters);
        var names = paths.Select(path => PartOfFile(path, parts)).Distinct().ToArray();
        if (names.Length > 1)
            throw new RondoException("mixed_formats", $"The source has files of several formats: {string.Join(", ", names)}.", "Narrow the pattern to one ending.");
        return parts.Create<ISource>(names[0], spec.Parameters);
    }

    /// <summary>The scheme of an address in lower case, or null for a path.</summary>
    public static string? SchemeOf(string path)
    {
        var end = path.IndexOf("://", StringComparison.Ordinal);
        return end > 0 && path[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? path[..end].ToLowerInvariant() : null;
    }

    static string PartOfScheme(string scheme, PartCatalog parts)
    {
        var known = PartsOf<IAddressSource>(parts).SelectMany(p => p.Source.Schemes.Select(s => (Scheme: s, p.Name))).ToArray();
        if (known.FirstOrDefault(k => k.Scheme == scheme).Name is { } name) return name;
        var schemes = known.Select(k => k.Scheme).Order(StringComparer.Ordinal).ToArray();
        throw new RondoException("unknown_format", $"There is no source for addresses that begin with '{scheme}://'.",
            Spelling.DidYouMean(scheme, schemes) ?? $"Known: {string.Join(", ", schemes.Select(s => $"{s}://"))}.");
    }

    /// <summary>The format of a file by its ending.</summary>
    /// <exception cref="RondoException">No part reads it.</exception>
    public static string PartOfFile(string file, PartCatalog parts)
    {
        var name = Path.GetFileName(file).ToLowerInvariant();
        var isGzip = name.EndsWith(".gz", StringComparison.Ordinal);
        if (isGzip) name = name[..^3];
        var extension = Path.GetExtension(name);
        if (!isGzip && PartsOf<IAddressSource>(parts).FirstOrDefault(p => p.Source.Extensions.Contains(extension)).Name is { } address) return address;
        var known = PartsOf<IFileSource>(parts);
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

    static (string Name, T Source)[] PartsOf<T>(PartCatalog parts) where T : class, ISource =>
        [.. parts.OfKind("source").Where(p => p.Type.IsAssignableTo(typeof(T))).Select(p => (p.Name, (T)Activator.CreateInstance(p.Type)!))];
}

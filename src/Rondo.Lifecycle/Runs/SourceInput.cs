using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>One declared source of a run.</summary>
/// <param name="name">Its table's name in a query; empty when it is the only one.</param>
/// <param name="path">Where the file declares it, such as <c>prepare.sources.orders</c>.</param>
sealed class SourceInput(string name, string path, SourceDefinition definition, SpecDocument document, Workspace workspace, SourceOptions reading, RunOptions options)
{
    private Table? _fetched;

    public string Name => name;

    /// <summary>Whether its rows come in an order that means something.</summary>
    public bool IsOrdered { get; private set; }

    /// <summary>Lines that could not be read.</summary>
    public SpecAlert? Alert { get; private set; }

    /// <summary>Changes whenever the rows do. An address is asked for its rows here; files are only hashed.</summary>
    public string Fingerprint() => document.Map.Within(path, () =>
    {
        var (source, paths) = Find();
        IsOrdered = source is not IAddressSource address || address.IsOrdered;
        if (source is not IAddressSource remote) return SourceFingerprint.Of(paths, options.Cancellation);
        var rows = Fetch(remote, paths[0]);
        _fetched = IsOrdered ? rows : TableSort.By(rows, [.. rows.Schema.Fields.Select(f => f.Name)]);
        return CanonicalHash.Of(_fetched, cancellation: options.Cancellation);
    });

    public Table Read() => _fetched ?? document.Map.Within(path, () =>
    {
        var (source, paths) = Find();
        options.Say("prepare", $"reading {string.Join(", ", definition.From)}");
        return WithBadLines(bad => SourceReader.ReadFiles((IFileSource)source, paths, reading with { BadLines = bad }, options.Cancellation));
    });

    T WithBadLines<T>(Func<BadLines, T> read)
    {
        using var bad = new BadLines(Path.Combine(workspace.Folder, "bad_lines", $"{FileNameOf(name.Length == 0 ? document.Name : name)}.txt"));
        var found = read(bad);
        if (bad.Count > 0) Alert = new SpecAlert("bad_lines", Secrets.Redact(FormattableString.Invariant($"{bad.Count} lines can't be read and were left out: {string.Join("; ", bad.Examples)}{(bad.Count > bad.Examples.Count ? "; ..." : "")}. They are kept in {bad.Path}.")));
        return found;
    }

    (ISource Source, IReadOnlyList<string> Paths) Find()
    {
        var spec = definition.In(document.Folder);
        spec = spec with { Paths = [.. spec.Paths.Select(Secrets.Expand)] };
        var paths = SourceKind.SchemeOf(spec.Paths[0]) is null ? Files(spec) : spec.Paths;
        return (SourceKind.Of(spec, paths, RondoParts.Catalog), paths);
    }

    // A path that leads nowhere is a mistake of the lifecycle file.
    IReadOnlyList<string> Files(SourceSpec spec)
    {
        try
        {
            return SourceFiles.Of(spec);
        }
        catch (RondoException exception)
        {
            throw new RondoException(exception.Mistakes.Select(m => m.File is { } file && document.Map.File is not null
                ? document.Map.Place(m with { Message = $"{m.Message} ({file})" }, path)
                : m));
        }
    }

    Table Fetch(IAddressSource source, string address)
    {
        options.Say("prepare", $"asking {definition.From[0]}");
        var kept = new KeptRows(workspace, definition, document.Folder);
        var fetched = WithBadLines(bad => source.Fetch(address, new SourceContext
        {
            Options = reading with { BadLines = bad },
            Format = definition.Format,
            StateFolder = kept.Folder,
            Cursor = kept.Cursor,
            Folder = document.Folder,
            Expand = Secrets.Expand,
            Say = (words, done) => options.Say("prepare", words, done),
        }, options.Cancellation));
        return kept.Add(fetched, options.Cancellation);
    }

    // A name may be anything, "../.." too.
    static string FileNameOf(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
}

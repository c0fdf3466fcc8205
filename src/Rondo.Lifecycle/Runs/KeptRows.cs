using System.Text;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>What earlier runs brought from an address: the rows up to a cursor, and the source's own folder.</summary>
sealed class KeptRows
{
    private const string Step = "source";
    private const string Rows = "rows";
    private const string CursorName = "cursor";

    private readonly Workspace _workspace;
    private readonly string _key;
    private readonly IReadOnlyDictionary<string, string>? _known;

    public KeptRows(Workspace workspace, SourceDefinition definition, string documentFolder)
    {
        _workspace = workspace;
        _key = StepCache.KeyOf(Step, new Dictionary<string, string> { ["folder"] = documentFolder }, SpecJson.Canonical(definition));
        // Without the rows the cursor is worth nothing.
        _known = workspace.Steps.TryGet(Step, _key) is { } known && known.TryGetValue(Rows, out var rows) && workspace.Snapshots.IsIntact(rows) ? known : null;
        Folder = Path.Combine(workspace.Folder, "sources", _key[..16]);
    }

    /// <summary>Made by the source when it needs it.</summary>
    public string Folder { get; }

    public string? Cursor => _known is null ? null : Encoding.UTF8.GetString(_workspace.Objects.Read(_known[CursorName]));

    /// <summary>All rows until now. They are kept together with the cursor, or neither is.</summary>
    public Table Add(Fetched fetched, CancellationToken cancellation)
    {
        var table = fetched.IsIncrement && _known is not null
            ? TableStack.Of(_workspace.Snapshots.ReadManifest(_known[Rows], Environment.ProcessorCount, cancellation), fetched.Table)
            : fetched.Table;
        if (fetched.Cursor is not { } cursor || (_known is not null && fetched is { IsIncrement: true, Table.RowCount: 0 })) return table;
        _workspace.Steps.Put(Step, _key, new Dictionary<string, string>
        {
            [Rows] = _workspace.Snapshots.Keep(table, Environment.ProcessorCount, cancellation).ManifestHash,
            [CursorName] = _workspace.Objects.Put(Encoding.UTF8.GetBytes(cursor)),
        });
        return table;
    }
}

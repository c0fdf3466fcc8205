using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>Fetches the labels of models whose files say where they come from: <c>observe: { labels: { source, key, delay } }</c>.</summary>
public sealed class LabelSource(Workspace workspace)
{
    readonly DeclaredSections _files = new(workspace);
    readonly Dictionary<string, string> _fetched = new(StringComparer.Ordinal);

    // Where relative paths of files begin.
    string Root => Path.GetDirectoryName(Path.GetFullPath(workspace.Folder))!;

    /// <summary>Reads what is new since the last time; one model's failure is no other's.</summary>
    /// <returns>By model, what became of its labels or why they could not be read.</returns>
    public IReadOnlyList<(string Model, LabelReceipt? Receipt, string? Error)> Fetch(CancellationToken cancellation)
    {
        var fetched = new List<(string, LabelReceipt?, string?)>();
        foreach (var file in _files.Read().Files)
        {
            try
            {
                if (FetchOf(file, cancellation) is { } receipt) fetched.Add((file.Model, receipt, null));
            }
            catch (Exception e) when (e is RondoException or IOException or UnauthorizedAccessException)
            {
                fetched.Add((file.Model, null, e.Message));
            }
        }
        return fetched;
    }

    LabelReceipt? FetchOf(DeclaredFile file, CancellationToken cancellation)
    {
        var rules = new WatchRules(file.Spec);
        if (rules.LabelSource is not { } from) return null;
        var (address, scheme) = (Secrets.Expand(from), SourceKind.SchemeOf(from));
        var source = new SourceSpec(address) { Folder = Root };
        // Files are read when they have changed; whatever else is asked each time.
        var state = scheme is null ? string.Join('\n', SourceFiles.Of(source).Select(State)) : null;
        if (state is not null && _fetched.GetValueOrDefault(file.Model) == state) return null;
        var table = SourceReader.Read(source, new SourceOptions { Threads = 1 }, cancellation: cancellation);
        var labels = Described(table, file, rules);
        var (receipt, _) = labels.AddTo(new LabelDesk(workspace), table, cancellation);
        if (state is not null) _fetched[file.Model] = state;
        return receipt;
    }

    // The truth stands under the target's name, as in the training data, or under `value`.
    LabelTable Described(Table table, DeclaredFile file, WatchRules rules)
    {
        var value = workspace.Models.Open(ModelReference.Version(file.Model, file.Version)).Description.Signature.Target is { } target && table.Schema.Contains(target) ? target : "value";
        return rules.IsLabelledById ? new LabelTable(null, LabelTable.Id, value, null) : new LabelTable(file.Model, rules.LabelKey ?? LabelTable.Id, value, null);
    }

    static string State(string file)
    {
        var info = new FileInfo(file);
        return FormattableString.Invariant($"{file} {info.Length} {info.LastWriteTimeUtc:O}");
    }
}

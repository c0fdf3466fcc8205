using System.Globalization;
using Rondo.Deploy.PredictionLog;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Lifecycle.Store.Lineage;

/// <summary>Puts a graph together: each thing is one node, however often it is met.</summary>
sealed class LineageBuilder(Workspace workspace)
{
    readonly Dictionary<string, LineageNode> _nodes = new(StringComparer.Ordinal);
    readonly List<LineageEdge> _edges = [];
    readonly Lazy<ILookup<string, DataVersion>> _data = new(() => workspace.Data.Versions().ToLookup(v => v.DataHash));

    public LineageGraph Graph(string focus) => new(focus, [.. _nodes.Values], [.. _edges]);

    public void Link(string from, string to, string kind)
    {
        var edge = new LineageEdge(from, to, kind);
        if (!_edges.Contains(edge)) _edges.Add(edge);
    }

    public string Version(ModelVersion version) => Add("version", version.ToString(), version.ToString(),
        ("registered", Time(version.Created)), ("aliases", Join(version.Aliases)), ("success", version.Success ? "met" : "missed"),
        ("metrics", Join(version.Metrics.Take(3).Select(m => $"{m.Key} {Number(m.Value)}"))), ("model_hash", version.ModelHash), ("package_hash", version.PackageHash));

    public string Alias(ModelVersion version, string alias) => Add("alias", $"{version.Model}@{alias}", alias, ("model", version.Model));

    public string Run(Run run) => Add("run", run.Id, run.Id,
        ("name", run.Name), ("status", RunRow.WordOf(run.Status)), ("started", Time(run.Started)),
        ("seconds", run.Ended is { } ended ? (ended - run.Started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : ""),
        ("seed", run.Seed.ToString(CultureInfo.InvariantCulture)), ("rondo", run.RondoVersion), ("reproduces", run.Environment.GetValueOrDefault(Runs.RunCircumstances.Reproduces) ?? ""));

    public string Prediction(LoggedRequest request, int row) => Add("prediction", request.IdOf(row), request.IdOf(row),
        ("model", $"{request.Schema.Model}@{request.Schema.Version.ToString(CultureInfo.InvariantCulture)}"), ("said", request.Said(row)), ("time", Time(request.Time)), ("request", request.RequestId));

    public string Spec(string hash) => Add("spec", hash, hash[..Math.Min(12, hash.Length)], ("spec_hash", hash));

    public string Code(CodeVersion code, string? diff, string? run) => Add("code", diff is null ? code.ToString() : $"{code.Commit}+{diff}", code.Commit[..Math.Min(12, code.Commit.Length)],
        ("commit", code.Commit), ("state", code.IsDirty ? "dirty" : "clean"), ("diff", diff ?? ""), ("diff_of_run", diff is null ? "" : run ?? ""));

    public string Plugin(string fileAndHash) => Add("plugin", fileAndHash, fileAndHash.Split(' ')[0], ("sha256", fileAndHash.Split(' ')[^1]));

    /// <summary>The file that a model of elsewhere came as.</summary>
    public string Foreign(ForeignOrigin file) => Add("source", file.Sha256, file.Producer.Length > 0 ? $"{file.File} by {file.Producer}" : file.File, ("sha256", file.Sha256));

    public string Data(string hash)
    {
        DataVersion[] versions = [.. _data.Value[hash]];
        var newest = versions.FirstOrDefault();
        var node = Add("data", hash, newest is null ? hash[..Math.Min(12, hash.Length)] : $"{newest.Dataset}@{newest.Reference}",
            ("data_hash", hash), ("rows", Count(newest?.Rows)), ("columns", Count(newest?.Columns)), ("since", newest is null ? "" : Time(newest.Time)),
            ("tags", Join(newest?.Tags ?? [])), ("pruned", newest?.Pruned is { } pruned ? Time(pruned) : ""));
        foreach (var source in versions.Select(v => v.Source).Distinct()) Link(Add("source", source, source), node, "read");
        return node;
    }

    string Add(string kind, string key, string title, params (string Name, string Value)[] facts)
    {
        var id = $"{kind}:{key}";
        _nodes.TryAdd(id, new LineageNode(id, kind, title) { Facts = [.. facts.Where(f => f.Value.Length > 0).Select(f => new LineageFact(f.Name, f.Value))] });
        return id;
    }

    static string Join(IEnumerable<string> words) => string.Join(", ", words);

    static string Count(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";

    static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "undefined";

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

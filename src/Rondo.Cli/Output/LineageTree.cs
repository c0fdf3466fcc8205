using System.Text.Json.Nodes;
using Rondo.Lifecycle.Store.Lineage;
using static Rondo.Cli.Output.ReadableText;

namespace Rondo.Cli.Output;

/// <summary>A graph of lineage as two trees: back to where the thing comes from, and on to what came of it.</summary>
sealed class LineageTree
{
    private readonly TextWriter _writer;
    private readonly bool _isDrawn;
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    LineageTree(TextWriter writer, bool isDrawn) => (_writer, _isDrawn) = (writer, isDrawn);

    /// <param name="isDrawn">Whether lines join the branches, as on a terminal; else they are indented alone.</param>
    public static void Write(TextWriter writer, LineageGraph graph, bool isDrawn)
    {
        var tree = new LineageTree(writer, isDrawn);
        writer.WriteLine(Line(graph.Node(graph.Focus)));
        tree.Write("comes from", isLast: false, [.. graph.Before(graph.Focus).Select(b => b.Node)], node => graph.Before(node.Id).Select(b => b.Node));
        tree.Write("went to", isLast: true, [.. graph.After(graph.Focus).Select(a => a.Node)], node => graph.After(node.Id).Select(a => a.Node));
        if (graph.IsCut) writer.WriteLine($"Of what came of it, the newest {LineageStore.MostRuns} runs are shown.");
    }

    void Write(string heading, bool isLast, LineageNode[] nodes, Func<LineageNode, IEnumerable<LineageNode>> next)
    {
        _shown.Clear();
        _writer.WriteLine($"{Branch("", isLast)}{(nodes.Length == 0 ? $"{heading}: nothing that is known" : heading)}");
        Write(nodes, Stem("", isLast), next);
    }

    void Write(LineageNode[] nodes, string stem, Func<LineageNode, IEnumerable<LineageNode>> next)
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            var (node, isLast) = (nodes[i], i == nodes.Length - 1);
            var isNew = _shown.Add(node.Id);
            _writer.WriteLine($"{Branch(stem, isLast)}{(isNew ? Line(node) : $"{node.Kind} {Cell(node.Title)}, as above")}");
            if (isNew) Write([.. next(node)], Stem(stem, isLast), next);
        }
    }

    string Branch(string stem, bool isLast) => stem + (!_isDrawn ? "  " : isLast ? "└─ " : "├─ ");

    string Stem(string stem, bool isLast) => stem + (!_isDrawn ? "  " : isLast ? "   " : "│  ");

    static string Line(LineageNode node) => node.Kind switch
    {
        "version" => $"version {Cell(node.Title)}{With(" (", node.Fact("aliases"), ")")}, registered {node.Fact("registered")}{With(", ", node.Fact("metrics"))}{With(", model ", node.Fact("model_hash")?[..12])}",
        "run" => $"run {node.Title} {(node.Fact("reproduces") is { } version ? $"reproducing {Cell(version)}" : $"of {Cell(node.Fact("name")!)}")}, {node.Fact("status")}, started {node.Fact("started")}, seed {node.Fact("seed")}, rondo {node.Fact("rondo")}",
        "data" => $"data {Cell(node.Title)}, {Hash(node.Fact("data_hash")!)}{With(", ", node.Fact("rows"), " rows")}{With(" x ", node.Fact("columns"), " columns")}{With(", tagged ", node.Fact("tags"))}{With(", rows pruned ", node.Fact("pruned"))}",
        "source" => $"source {Cell(node.Title)}",
        "spec" => $"file resolved as {node.Title}",
        "code" => $"code commit {node.Title}{(node.Fact("state") == "dirty" ? " and changes beyond it" : "")}{With(": rondo runs show ", node.Fact("diff_of_run"), " --diff")}",
        "plugin" => $"plugin {Cell(node.Title)}, sha256 {Hash(node.Fact("sha256")!)}",
        "prediction" => $"prediction {node.Title}: {Cell(node.Fact("said")!)} by {Cell(node.Fact("model")!)} at {node.Fact("time")}{With(", request ", node.Fact("request"))}",
        "alias" => $"alias {node.Title}",
        _ => $"{node.Kind} {Cell(node.Title)}",
    };

    static string With(string before, string? value, string after = "") => value is null ? "" : before + Cell(value) + after;

    public static JsonObject ToJson(LineageGraph graph) => new()
    {
        ["focus"] = graph.Focus,
        ["nodes"] = new JsonArray([.. graph.Nodes.Select(n => (JsonNode)new JsonObject
        {
            ["id"] = n.Id,
            ["kind"] = n.Kind,
            ["title"] = n.Title,
            ["facts"] = new JsonObject(n.Facts.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Value))),
        })]),
        ["edges"] = new JsonArray([.. graph.Edges.Select(e => (JsonNode)new JsonObject { ["from"] = e.From, ["to"] = e.To, ["kind"] = e.Kind })]),
        ["cut"] = graph.IsCut,
    };
}

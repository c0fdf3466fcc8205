using System.Collections.Immutable;

namespace Rondo.Lifecycle.Store.Lineage;

/// <summary>Something worth knowing about a node.</summary>
public sealed record LineageFact(string Name, string Value);

/// <summary>A thing that a model comes of or goes to.</summary>
/// <param name="Id">Its kind and what names it within the workspace: <c>version:flights@2</c>, <c>run:1k0r94zg9p65n1px</c>.</param>
/// <param name="Kind">source, data, spec, code, plugin, run, version, alias or prediction.</param>
/// <param name="Title">What a person calls it.</param>
public sealed record LineageNode(string Id, string Kind, string Title)
{
    public ImmutableArray<LineageFact> Facts { get; init; } = [];

    public string? Fact(string name) => Facts.FirstOrDefault(f => f.Name == name)?.Value;
}

/// <summary>What one thing was to the other; the earlier one comes first.</summary>
/// <param name="Kind">read, followed, used, made, named, reproduced, contained or predicted.</param>
public sealed record LineageEdge(string From, string To, string Kind);

/// <summary>Where something comes from, back to the source, and what came of it. Edges run from earlier to later, without cycles.</summary>
/// <param name="Focus">The id of the node that was asked about.</param>
public sealed record LineageGraph(string Focus, ImmutableArray<LineageNode> Nodes, ImmutableArray<LineageEdge> Edges)
{
    /// <summary>Whether more came of it than is listed: the newest are.</summary>
    public bool IsCut { get; init; }

    public LineageNode Node(string id) => Nodes.First(n => n.Id == id);

    /// <summary>The nodes that this one comes of, with the way.</summary>
    public IEnumerable<(LineageEdge Edge, LineageNode Node)> Before(string id) => Edges.Where(e => e.To == id).Select(e => (e, Node(e.From)));

    /// <summary>The nodes that came of this one, with the way.</summary>
    public IEnumerable<(LineageEdge Edge, LineageNode Node)> After(string id) => Edges.Where(e => e.From == id).Select(e => (e, Node(e.To)));
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle;
using Rondo.Lifecycle.Reference;

namespace Rondo.Cli.Commands;

/// <summary>Shows the catalog: every part, or those of one kind.</summary>
sealed class ListVerb : IVerb
{
    private readonly Argument<string?> _kind = new("kind") { Description = "A kind of part, such as algorithm, transform or metric.", Arity = ArgumentArity.ZeroOrOne };

    public Command Describe() => new("list", "Show the parts that a file can name, with their parameters.") { _kind };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var kind = parsed.GetValue(_kind)?.Replace('-', '_');
        var kinds = RondoParts.Catalog.Parts.Select(p => p.Kind).Distinct().ToArray();
        if (kind is not null && !kinds.Contains(kind)) kind = kind.TrimEnd('s');
        if (kind is not null && !kinds.Contains(kind))
            throw new RondoException("unknown_kind", $"There is no kind of part named '{kind}'.", Spelling.DidYouMean(kind, kinds) ?? $"Known: {string.Join(", ", kinds)}.");
        var parts = RondoParts.Catalog.Parts.Where(p => kind is null || p.Kind == kind).ToArray();
        if (session.Json)
        {
            session.Print(new JsonObject { ["parts"] = new JsonArray([.. parts.Select(Describe)]) });
            return 0;
        }
        foreach (var group in parts.GroupBy(p => p.Kind))
        {
            session.Out.WriteLine(group.Key);
            foreach (var part in group)
            {
                session.Out.WriteLine($"  {part.Name,-22} {part.Summary}");
                foreach (var p in part.Parameters) session.Out.WriteLine($"    {p.Name,-20} {p.Attribute.Summary} (default {ParamText.Of(p.Default)}; {ParamText.Allowed(p)})");
            }
            session.Out.WriteLine();
        }
        return 0;
    }

    static JsonNode Describe(PartInfo part) => new JsonObject
    {
        ["name"] = part.Name,
        ["kind"] = part.Kind,
        ["summary"] = part.Summary,
        ["parameters"] = new JsonArray([.. part.Parameters.Select(p => (JsonNode)new JsonObject
        {
            ["name"] = p.Name,
            ["summary"] = p.Attribute.Summary,
            ["default"] = ParamText.Of(p.Default),
            ["min"] = double.IsFinite(p.Attribute.Min) ? p.Attribute.Min : null,
            ["max"] = double.IsFinite(p.Attribute.Max) ? p.Attribute.Max : null,
            ["log"] = p.Attribute.Log,
        })]),
    };
}

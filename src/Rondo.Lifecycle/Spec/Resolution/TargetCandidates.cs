using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>A column that may be what a person wants predicted.</summary>
public sealed record TargetCandidate(string Name, TaskKind Task)
{
    public override string ToString() => $"{Name} ({PartCatalog.SnakeCase(Task.ToString())})";
}

/// <summary>Guesses targets by their names, places and values. A guess is shown, never taken.</summary>
public static class TargetCandidates
{
    private const int Shown = 5;

    private static readonly string[] s_names = ["target", "label", "class", "outcome", "response", "y", "churn", "churned", "price", "value", "species", "default", "fraud", "score", "survived", "quality"];

    /// <summary>The likeliest first.</summary>
    public static IReadOnlyList<TargetCandidate> Of(Table table) =>
    [
        .. table.Schema.Fields.Select((field, i) => (Candidate: Candidate(field.Name, table.Columns[i]), Likelihood: Likelihood(field.Name, i, table)))
            .Where(c => c.Candidate is not null).OrderByDescending(c => c.Likelihood).Select(c => c.Candidate!).Take(Shown),
    ];

    /// <summary>What to say to someone who named no target.</summary>
    /// <param name="command">What they typed, without the target.</param>
    public static RondoException Ask(Table table, string command)
    {
        var candidates = Of(table);
        if (candidates.Count == 0)
            return new RondoException("no_target", "No column looks like something to predict.", $"Name one: {command} --target COLUMN");
        return new RondoException("no_target", $"What is to be predicted? Likely: {string.Join(", ", candidates)}.", $"Write: {command} --target {Quoted(candidates[0].Name)}");
    }

    static TargetCandidate? Candidate(string name, Column column)
    {
        if (column.Type.IsTemporal || FeatureRules.Judge(name, column) is not null) return null;
        var profile = TargetProfile.Of(column);
        if (profile.Classes is null && column is TextColumn) return null;
        return new TargetCandidate(name, TaskInference.Infer(profile).Task);
    }

    // A name that says it, then the last column, where most tables have it.
    static double Likelihood(string name, int index, Table table)
    {
        var words = PartCatalog.SnakeCase(name.Replace(' ', '_')).Split('_', StringSplitOptions.RemoveEmptyEntries);
        var isNamed = s_names.Contains(words.LastOrDefault()) || s_names.Contains(words.FirstOrDefault());
        return (isNamed ? 2 : 0) + (double)(index + 1) / table.Columns.Length;
    }

    static string Quoted(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

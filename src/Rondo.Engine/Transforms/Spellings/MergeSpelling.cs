using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms.Spellings;

/// <summary>
/// Gives the spellings of one value one spelling: those that the rules of the file name, or without rules those that the training rows
/// suggest (see <see cref="SpellingSuggestion"/>). Later rows get the same rules, also for spellings that training never saw.
/// </summary>
[Part("merge_spelling", "Gives spelling variants of a category one spelling.")]
[NotExported(MergeSpelling.WhyNotExported)]
public sealed record MergeSpelling : ITransform
{
    internal const string WhyNotExported = "near spellings are found by rules that no export has";

    [Param("Columns to look at; by default all text columns, or those that the rules name.")]
    public string[]? Columns { get; init; }

    [Param("Rules, each as `column: variant = canonical`, parts with odd characters in backticks; without any they are learnt.")]
    public string[] Rules { get; init; } = [];

    [Param("Columns of more categories hold free text or identifiers and stay as they are, unless they have rules.", Min = 1, Max = 1_000_000)]
    public int MaxCategories { get; init; } = 10_000;

    public static MergeSpelling Of(params IEnumerable<(string Column, string Variant, string Canonical)> rules) =>
        new() { Rules = [.. rules.Select(r => $"{Quoted(r.Column)}: {Quoted(r.Variant)} = {Quoted(r.Canonical)}")] };

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var rules = ReadRules();
        var chosen = TextReplacement.Choose(table, this, Columns ?? (rules.Count > 0 ? [.. rules.Keys] : null));
        var columns = ImmutableArray.CreateBuilder<SpellingColumn>();
        foreach (var index in chosen)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (name, texts) = (table.Schema.Fields[index].Name, (TextColumn)table.Columns[index]);
            if (rules.TryGetValue(name, out var own)) columns.Add(SpellingColumn.Given(name, own));
            else if (rules.Count == 0 && TextCategories.Count(texts).Values.Length <= MaxCategories) columns.Add(SpellingColumn.Learnt(name, texts));
        }
        return new FittedMergeSpelling(columns.DrainToImmutable());
    }

    Dictionary<string, Dictionary<string, string>> ReadRules()
    {
        var rules = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var mistakes = new List<Mistake>();
        foreach (var text in Rules)
        {
            var rest = text.AsSpan().Trim();
            var (column, variant, canonical) = (Next(ref rest, ':'), Next(ref rest, '='), Next(ref rest, null));
            if (column is null || variant is null || canonical is null || rest.Length > 0)
            {
                mistakes.Add(new Mistake("bad_rule", $"'merge_spelling.rules' has '{text}', which is not `column: variant = canonical`.") { Field = "rules", Hint = "Write parts with odd characters in backticks." });
                continue;
            }
            if (!rules.TryGetValue(column, out var own)) rules.Add(column, own = new Dictionary<string, string>(StringComparer.Ordinal));
            if (!own.TryAdd(variant, canonical) && own[variant] != canonical)
                mistakes.Add(new Mistake("bad_rule", $"'merge_spelling.rules' makes of '{variant}' in column '{column}' both '{own[variant]}' and '{canonical}'.") { Field = column, Hint = "Keep one of them." });
        }
        return mistakes.Count == 0 ? rules : throw new RondoException(mistakes);
    }

    // A part up to its separator, or null when it is not there; without one, all that is left.
    static string? Next(ref ReadOnlySpan<char> rest, char? separator)
    {
        if (rest.StartsWith("`")) return NextQuoted(ref rest, separator);
        var end = separator is { } mark ? rest.IndexOf(mark) : rest.Length;
        if (end <= 0) return null;
        var part = rest[..end].Trim().ToString();
        rest = separator is null ? [] : rest[(end + 1)..].TrimStart();
        return part.Length > 0 ? part : null;
    }

    static string? NextQuoted(ref ReadOnlySpan<char> rest, char? separator)
    {
        var end = 1;
        while (end < rest.Length && (rest[end] != '`' || end + 1 < rest.Length && rest[end + 1] == '`')) end += rest[end] == '`' ? 2 : 1;
        if (end >= rest.Length) return null;
        var part = rest[1..end].ToString().Replace("``", "`", StringComparison.Ordinal);
        rest = rest[(end + 1)..].TrimStart();
        if (separator is null) return part;
        if (rest.Length == 0 || rest[0] != separator) return null;
        rest = rest[1..].TrimStart();
        return part;
    }

    static string Quoted(string text) => $"`{text.Replace("`", "``", StringComparison.Ordinal)}`";
}

[Fitted("merge_spelling")]
sealed class FittedMergeSpelling(ImmutableArray<SpellingColumn> columns) : IFittedTransform, IReadable<FittedMergeSpelling>
{
    IEnumerable<(string, Func<TextColumn, IEnumerable<(string, Column)>>)> Encoders =>
        columns.Select(c => (c.Name, (Func<TextColumn, IEnumerable<(string, Column)>>)c.Apply));

    public Table Apply(Table table) => TextReplacement.In(table, Encoders);

    public Table Bind(Table row, RowSteps steps) => TextReplacement.Bind(row, steps, Encoders);

    public LoweredTable Lower(LoweredTable table) => throw CannotExport.Because("merge_spelling", MergeSpelling.WhyNotExported);

    public void Write(PipelineWriter writer)
    {
        writer.Int(columns.Length);
        foreach (var column in columns) column.Write(writer);
    }

    public static FittedMergeSpelling Read(PipelineReader reader, int version)
    {
        var columns = new SpellingColumn[reader.Length(24)];
        for (var i = 0; i < columns.Length; i++) columns[i] = SpellingColumn.Read(reader);
        if (columns.DistinctBy(c => c.Name).Count() != columns.Length) throw PipelineReader.Damaged("it spells a column twice");
        return new FittedMergeSpelling([.. columns]);
    }
}

using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>Reads what a comparison or an order is about.</summary>
static class FieldParser
{
    /// <summary>The field at this token; moves past it.</summary>
    public static FilterField Read(List<Token> tokens, ref int at, FilterVocabulary vocabulary)
    {
        var token = tokens[at];
        if (AggregateOf(token) is { } aggregate && tokens[at + 1].Kind == TokenKind.Open) return ReadAggregate(tokens, ref at, aggregate, vocabulary);
        at++;
        return Resolve(token, vocabulary);
    }

    static FilterField ReadAggregate(List<Token> tokens, ref int at, MetricAggregate aggregate, FilterVocabulary vocabulary)
    {
        var start = tokens[at];
        at += 2;
        var field = Resolve(tokens[at++], vocabulary);
        if (tokens[at++].Kind != TokenKind.Close)
            throw FilterLexer.Mistake(start.Start, $"'{start.Text}(' at character {start.Start + 1} of the filter is not closed.", $"Write {start.Text}(metrics.loss).");
        return field.Kind == FieldKind.Metric
            ? field with { Aggregate = aggregate }
            : throw FilterLexer.Mistake(start.Start, $"'{start.Text}' at character {start.Start + 1} of the filter takes a metric.", $"Write {start.Text}(metrics.loss).");
    }

    static FilterField Resolve(Token token, FilterVocabulary vocabulary)
    {
        if (token.Kind is not (TokenKind.Path or TokenKind.Quoted))
            throw FilterLexer.Mistake(token.Start, $"A field such as {Example(vocabulary)} was expected {Place(token)}.");
        if (token.Prefix is not { } prefix) return Attribute(token, vocabulary);
        var kind = vocabulary.KindOf(prefix) ?? throw UnknownPrefix(token, vocabulary);
        if (kind == FieldKind.Attribute) return Attribute(token, vocabulary);
        if (kind == FieldKind.Dataset && !vocabulary.Datasets.Contains(token.Text))
            throw FilterLexer.Mistake(token.Start, $"A dataset has no '{token.Text}' (character {token.Start + 1} of the filter).",
                $"It has: {string.Join(", ", vocabulary.Datasets)}.");
        return new FilterField(kind, token.Text);
    }

    static FilterField Attribute(Token token, FilterVocabulary vocabulary)
    {
        var attribute = vocabulary.Attribute(token.Text);
        if (attribute is not null) return new FilterField(FieldKind.Attribute, attribute.Name);
        var names = vocabulary.Attributes.Select(a => a.Name).ToList();
        throw FilterLexer.Mistake(token.Start, $"A {vocabulary.Noun} has no attribute '{token.Text}' (character {token.Start + 1} of the filter).",
            Spelling.DidYouMean(token.Text, names) ?? $"It has: {string.Join(", ", names)}. Others are written {Example(vocabulary)}.");
    }

    static RondoException UnknownPrefix(Token token, FilterVocabulary vocabulary)
    {
        var prefixes = vocabulary.Prefixes().ToList();
        return FilterLexer.Mistake(token.Start, $"'{token.Prefix}.' at character {token.Start + 1} of the filter is nothing that a {vocabulary.Noun} has.",
            Spelling.DidYouMean(token.Prefix!, prefixes) ?? $"There are: {string.Join(", ", prefixes)}.");
    }

    static string Example(FilterVocabulary vocabulary) => vocabulary.Metrics is null ? "tags.team" : "metrics.loss or params.depth";

    static MetricAggregate? AggregateOf(Token token) =>
        token.IsWord("min") ? MetricAggregate.Min
        : token.IsWord("max") ? MetricAggregate.Max
        : token.IsWord("last") ? MetricAggregate.Last
        : null;

    public static string Place(Token token) => token.Kind == TokenKind.End
        ? "where the filter ends"
        : $"instead of '{token.Text}' at character {token.Start + 1} of the filter";
}

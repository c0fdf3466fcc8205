namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>What to sort by, such as <c>metrics.auc DESC</c>.</summary>
public sealed record OrderTerm(FilterField Field, bool IsDescending)
{
    const int MostTerms = 10;

    /// <exception cref="Rondo.Engine.Errors.RondoException">A text is no order; the mistake says which and where.</exception>
    public static IReadOnlyList<OrderTerm> Parse(IReadOnlyList<string> texts, FilterSubject subject)
    {
        if (texts.Count > MostTerms) throw FilterLexer.Mistake(0, $"There are {texts.Count} terms to order by; at most {MostTerms} are allowed.");
        return [.. texts.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => Parse(text, FilterVocabulary.Of(subject)))];
    }

    static OrderTerm Parse(string text, FilterVocabulary vocabulary)
    {
        var tokens = FilterLexer.Cut(text);
        var at = 0;
        var field = FieldParser.Read(tokens, ref at, vocabulary);
        if (field.Kind == FieldKind.Dataset) throw FilterLexer.Mistake(0, $"'{text}' can't be ordered by: datasets have no order.");
        var isDescending = tokens[at].IsWord("desc");
        if (isDescending || tokens[at].IsWord("asc")) at++;
        return tokens[at].Kind == TokenKind.End
            ? new OrderTerm(field, isDescending)
            : throw FilterLexer.Mistake(tokens[at].Start, $"'{text}' can't be ordered by: ASC, DESC or the end was expected {FieldParser.Place(tokens[at])}.");
    }
}

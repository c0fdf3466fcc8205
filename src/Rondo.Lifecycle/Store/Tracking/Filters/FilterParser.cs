using System.Globalization;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>
/// MLflow's filter language with what its users miss: OR, NOT, parentheses, regular expressions, and a metric's least and greatest value.
/// Length, terms and depth are bounded.
/// </summary>
sealed class FilterParser
{
    const int MostTerms = 100;
    const int MostListed = 1000;
    const int Deepest = 32;

    readonly List<Token> _tokens;
    readonly FilterVocabulary _vocabulary;
    int _at;
    int _terms;
    int _depth;

    FilterParser(List<Token> tokens, FilterVocabulary vocabulary)
    {
        _tokens = tokens;
        _vocabulary = vocabulary;
    }

    Token Current => _tokens[_at];

    public static Filter Parse(string text, FilterVocabulary vocabulary)
    {
        var parser = new FilterParser(FilterLexer.Cut(text), vocabulary);
        var filter = parser.ReadAny();
        return parser.Current.Kind == TokenKind.End
            ? filter
            : throw FilterLexer.Mistake(parser.Current.Start, $"AND, OR or the end was expected {FieldParser.Place(parser.Current)}.");
    }

    Filter ReadAny()
    {
        var first = ReadAll();
        if (!Current.IsWord("or")) return first;
        var parts = new List<Filter> { first };
        while (Take("or")) parts.Add(ReadAll());
        return new AnyOf(parts);
    }

    Filter ReadAll()
    {
        var first = ReadOne();
        if (!Current.IsWord("and")) return first;
        var parts = new List<Filter> { first };
        while (Take("and")) parts.Add(ReadOne());
        return new AllOf(parts);
    }

    Filter ReadOne()
    {
        if (++_depth > Deepest) throw FilterLexer.Mistake(Current.Start, $"The filter is nested deeper than {Deepest}.");
        var isNested = Current.Kind == TokenKind.Open;
        var filter = Take("not") ? new Not(ReadOne())
            : isNested ? ReadParenthesis()
            : ReadComparison();
        _depth--;
        return filter;
    }

    Filter ReadParenthesis()
    {
        var open = Current;
        _at++;
        var filter = ReadAny();
        if (Current.Kind != TokenKind.Close)
            throw FilterLexer.Mistake(open.Start, $"The parenthesis that opens at character {open.Start + 1} of the filter is not closed.");
        _at++;
        return filter;
    }

    Filter ReadComparison()
    {
        if (++_terms > MostTerms) throw FilterLexer.Mistake(Current.Start, $"The filter has more than {MostTerms} comparisons.", "Use IN ('a', 'b') for lists.");
        var field = FieldParser.Read(_tokens, ref _at, _vocabulary);
        if (Take("is")) return ReadNull(field);
        var isNegated = Take("not");
        var comparison = Take("in") ? ReadIn(field) : ReadPattern(field) ?? (isNegated ? null : ReadPlain(field));
        if (comparison is null)
            throw FilterLexer.Mistake(Current.Start, $"IN, LIKE, ILIKE or MATCHES was expected {FieldParser.Place(Current)}.");
        return isNegated ? Opposite(comparison) : comparison;
    }

    // As in SQL, what isn't there is neither like something nor unlike it.
    static AllOf Opposite(Comparison comparison) => new(
    [
        new Not(new Comparison(comparison.Field, FilterOperator.IsNull, new FilterValue())),
        new Not(comparison),
    ]);

    Filter ReadNull(FilterField field)
    {
        var isNegated = Take("not");
        if (!Take("null")) throw FilterLexer.Mistake(Current.Start, $"NULL was expected {FieldParser.Place(Current)}.");
        var isNull = new Comparison(field, FilterOperator.IsNull, new FilterValue());
        return isNegated ? new Not(isNull) : isNull;
    }

    Comparison ReadIn(FilterField field)
    {
        RequireText(field, "IN");
        if (Current.Kind != TokenKind.Open) throw FilterLexer.Mistake(Current.Start, $"A list such as ('a', 'b') was expected {FieldParser.Place(Current)}.");
        _at++;
        var texts = new List<string>();
        do
        {
            if (texts.Count == MostListed) throw FilterLexer.Mistake(Current.Start, $"The list has more than {MostListed} values.");
            texts.Add(ReadText(field));
        }
        while (TakeComma());
        if (Current.Kind != TokenKind.Close) throw FilterLexer.Mistake(Current.Start, $"A comma or the list's end was expected {FieldParser.Place(Current)}.");
        _at++;
        return new Comparison(field, FilterOperator.In, new FilterValue { Texts = texts });
    }

    Comparison? ReadPattern(FilterField field)
    {
        var word = Current;
        FilterOperator? kind = Take("like") ? FilterOperator.Like
            : Take("ilike") ? FilterOperator.ILike
            : Take("rlike") || Take("matches") ? FilterOperator.Matches
            : null;
        if (kind is not { } found) return null;
        RequireText(field, word.Text.ToUpperInvariant());
        var start = Current.Start;
        var pattern = ReadText(field);
        _ = TextPattern.Parse(found, pattern, start);
        return new Comparison(field, found, new FilterValue { Texts = [pattern] });
    }

    Comparison ReadPlain(FilterField field)
    {
        var sign = Current;
        if (sign.Kind != TokenKind.Operator)
            throw FilterLexer.Mistake(sign.Start, $"A comparison was expected {FieldParser.Place(sign)}.", "Write = != < <= > >= LIKE ILIKE MATCHES IN or IS NULL.");
        _at++;
        var kind = OperatorOf(sign.Text);
        if (IsNumeric(field)) return new Comparison(field, kind, new FilterValue { Number = ReadNumber(field) });
        if (kind is not (FilterOperator.Equal or FilterOperator.NotEqual)) RequireNumber(field, sign);
        return new Comparison(field, kind, new FilterValue { Texts = [ReadText(field)] });
    }

    static FilterOperator OperatorOf(string sign) => sign switch
    {
        "=" or "==" => FilterOperator.Equal,
        "!=" or "<>" => FilterOperator.NotEqual,
        "<" => FilterOperator.Less,
        "<=" => FilterOperator.LessOrEqual,
        ">" => FilterOperator.Greater,
        _ => FilterOperator.GreaterOrEqual,
    };

    double ReadNumber(FilterField field)
    {
        var token = Current;
        if (token.Kind != TokenKind.Number)
            throw FilterLexer.Mistake(token.Start, $"'{Shown(field)}' is compared with a number; found '{token.Text}' at character {token.Start + 1} of the filter.");
        var isWhole = field.Kind == FieldKind.Metric || double.IsInteger(token.Number);
        if (!isWhole)
            throw FilterLexer.Mistake(token.Start, $"'{Shown(field)}' is a whole number; found '{token.Text}' at character {token.Start + 1} of the filter.");
        _at++;
        return token.Number;
    }

    string ReadText(FilterField field)
    {
        var token = Current;
        if (token.Kind == TokenKind.Quoted)
        {
            _at++;
            return token.Text;
        }
        var hint = token.Kind is TokenKind.Number or TokenKind.Path ? $"Write '{token.Text}'." : null;
        throw FilterLexer.Mistake(token.Start, $"'{Shown(field)}' is compared with a text in quotes; one was expected {FieldParser.Place(token)}.", hint);
    }

    bool IsNumeric(FilterField field) => field.Kind == FieldKind.Metric
        || (field.Kind == FieldKind.Attribute && _vocabulary.Attribute(field.Key)!.Type != AttributeType.Text);

    void RequireText(FilterField field, string word)
    {
        if (IsNumeric(field)) throw FilterLexer.Mistake(Current.Start, $"'{Shown(field)}' is a number, and {word} is for texts.");
    }

    static void RequireNumber(FilterField field, Token sign) =>
        throw FilterLexer.Mistake(sign.Start, $"'{Shown(field)}' is a text, and '{sign.Text}' at character {sign.Start + 1} of the filter is for numbers.",
            "Texts are compared by = != LIKE ILIKE MATCHES IN.");

    static string Shown(FilterField field) =>
        field.Kind == FieldKind.Attribute ? field.Key : string.Create(CultureInfo.InvariantCulture, $"{field.Kind.ToString().ToLowerInvariant()}s.{field.Key}");

    bool Take(string word)
    {
        if (!Current.IsWord(word)) return false;
        _at++;
        return true;
    }

    bool TakeComma()
    {
        if (Current.Kind != TokenKind.Comma) return false;
        _at++;
        return true;
    }
}

using System.Collections.Immutable;
using System.Globalization;

namespace Rondo.Engine.Expressions;

/// <summary>How tightly operators bind, from loose to tight.</summary>
static class Levels
{
    public const int Or = 1, And = 2, Not = 3, Comparison = 4, Sum = 5, Product = 6, Minus = 7, Power = 8, Primary = 9;

    public static int Of(string symbol) => symbol switch
    {
        "or" => Or,
        "and" => And,
        "==" or "=" or "!=" or "<" or "<=" or ">" or ">=" or "in" => Comparison,
        "+" or "-" => Sum,
        "*" or "/" or "%" => Product,
        "^" => Power,
        _ => 0,
    };
}

/// <summary>Precedence climbing (Richards 1979). The depth of recursion is bounded, so that no text overflows the stack.</summary>
sealed class Parser
{
    internal static readonly ImmutableHashSet<string> Keywords = ["and", "or", "not", "in", "true", "false", "missing"];

    private readonly List<Token> _tokens;
    private int _next;
    private int _depth;

    public Parser(string text, int maximumLength)
    {
        if (text.Length > maximumLength)
            throw Mistakes.Bad($"The expression has {text.Length} characters; at most {maximumLength} are allowed.", new Place(1, 1), "Split it into several derived columns.");
        _tokens = new Lexer(text).Tokens();
    }

    Token Current => _tokens[_next];

    public Expression Parse()
    {
        if (Current.Kind == TokenKind.End) throw Mistakes.Bad("The expression is empty.", new Place(1, 1));
        var expression = Operators(Levels.Or);
        if (Current.Kind == TokenKind.End) return expression;
        var hint = Current.Kind == TokenKind.Word && Keywords.Contains(Current.Text.ToLowerInvariant()) ? "Keywords are written in small letters." : null;
        throw Unexpected("an operator or the end", hint);
    }

    /// <summary>An operand and all operators after it that bind at least as tightly as <paramref name="level"/>.</summary>
    Expression Operators(int level)
    {
        var left = Prefix(level);
        while (true)
        {
            var token = Current;
            var negated = IsWord("not") && _tokens[_next + 1] is { Kind: TokenKind.Word, Text: "in" };
            var found = negated ? Levels.Comparison : token.Kind is TokenKind.Symbol or TokenKind.Word ? Levels.Of(token.Text) : 0;
            if (found == 0 || found < level) return left;
            _next += negated ? 2 : 1;
            if (negated) left = new Call("not", Membership(left, token.Place)) { Place = token.Place };
            else if (token.Text == "in") left = Membership(left, token.Place);
            else left = new Call(token.Text == "=" ? "==" : token.Text, left, Right(found)) { Place = token.Place };
            if (found == Levels.Comparison && Current.Kind is TokenKind.Symbol or TokenKind.Word && Levels.Of(Current.Text) == Levels.Comparison)
                throw Mistakes.Bad("Comparisons can't be chained.", Current.Place, "Write a < b and b < c.");
        }
    }

    // The power's right side may be a negative or another power: 2 ^ -3 ^ 2 is 2 ^ (-(3 ^ 2)).
    Expression Right(int level) => level == Levels.Power ? Deeper(Levels.Minus) : Operators(level + 1);

    Call Membership(Expression value, Place place)
    {
        Expect("(", "the list of 'in'");
        return new Call("in", [value, .. Arguments("in")]) { Place = place };
    }

    Expression Prefix(int level)
    {
        var token = Current;
        if (IsWord("not"))
        {
            if (level > Levels.Not) throw Mistakes.Bad("'not' can't stand here.", token.Place, "Put it in parentheses: (not a).");
            _next++;
            return new Call("not", Deeper(Levels.Not)) { Place = token.Place };
        }
        if (!IsSymbol("-")) return Primary();
        _next++;
        var isNumber = Current.Kind == TokenKind.Number && _tokens[_next + 1] is not { Kind: TokenKind.Symbol, Text: "^" };
        return isNumber
            ? Number("-", token.Place)
            : new Call("-", Deeper(Levels.Minus)) { Place = token.Place };
    }

    Expression Deeper(int level)
    {
        if (++_depth > Expression.MaximumDepth) throw Mistakes.TooDeep(Current.Place);
        var expression = Operators(level);
        _depth--;
        return expression;
    }

    Expression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number: return Number("", token.Place);
            case TokenKind.Text: _next++; return new Literal(token.Text) { Place = token.Place };
            case TokenKind.Name: _next++; return new ColumnReference(token.Text) { Place = token.Place };
            case TokenKind.Word: return Word(token);
            case TokenKind.Symbol when token.Text == "(":
                _next++;
                var inner = Deeper(Levels.Or);
                Expect(")", "the parenthesis");
                return inner;
            default: throw Unexpected("a value", null);
        }
    }

    Expression Word(Token token)
    {
        if (token.Text is "and" or "or" or "in") throw Unexpected("a value", "A column of this name stands in backticks.");
        _next++;
        if (token.Text is "true" or "false") return new Literal(token.Text == "true") { Place = token.Place };
        if (token.Text == "missing") return new Literal(null) { Place = token.Place };
        if (!IsSymbol("(")) return new ColumnReference(token.Text) { Place = token.Place };
        _next++;
        return new Call(token.Text, Arguments(token.Text)) { Place = token.Place };
    }

    ImmutableArray<Expression> Arguments(string function)
    {
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        if (IsSymbol(")"))
        {
            _next++;
            return [];
        }
        do arguments.Add(Deeper(Levels.Or));
        while (Accept(","));
        Expect(")", $"'{function}'");
        return arguments.ToImmutable();
    }

    Literal Number(string sign, Place place)
    {
        var token = _tokens[_next++];
        if (token.Text.AsSpan().IndexOfAny(".eE") < 0)
        {
            return long.TryParse(sign + token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? new Literal(whole) { Place = place }
                : throw Mistakes.Bad($"{token.Text} is too large for a whole number of 64 bits.", place, $"Write {token.Text}.0 for a double.");
        }
        var number = double.Parse(sign + token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new Literal(number) { Place = place } : throw Mistakes.Bad($"{token.Text} is too large for a double.", place);
    }

    bool IsWord(string word) => Current.Kind == TokenKind.Word && Current.Text == word;

    bool IsSymbol(string symbol) => Current.Kind == TokenKind.Symbol && Current.Text == symbol;

    bool Accept(string symbol)
    {
        if (!IsSymbol(symbol)) return false;
        _next++;
        return true;
    }

    void Expect(string symbol, string of)
    {
        if (!Accept(symbol)) throw Unexpected($"'{symbol}' of {of}", null);
    }

    Errors.RondoException Unexpected(string expected, string? hint)
    {
        var found = Current.Kind == TokenKind.End ? Current.Text : $"'{Current.Text}'";
        return Mistakes.Bad($"Expected {expected}, found {found}.", Current.Place, hint);
    }
}

using System.Globalization;
using System.Text;

namespace Rondo.Engine.Expressions;

enum TokenKind
{
    End,
    Number,
    Text,
    /// <summary>A bare word: a column, a function or a keyword.</summary>
    Word,
    /// <summary>A column's name in backticks.</summary>
    Name,
    Symbol,
}

readonly record struct Token(TokenKind Kind, string Text, Place Place);

/// <summary>Cuts the text into tokens.</summary>
sealed class Lexer(string text)
{
    static readonly string[] Symbols = ["==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "^", "(", ")", ",", "=", "<", ">"];

    static readonly Dictionary<string, string> OtherLanguages = new(StringComparer.Ordinal)
    {
        ["**"] = "The power of x is x ^ 2.",
        ["<>"] = "Unequal is !=.",
        ["&&"] = "Write 'and'.",
        ["||"] = "Write 'or'; texts are joined by concat(a, b).",
        ["!"] = "Write 'not'.",
        ["?"] = "Write if(condition, a, b).",
        ["["] = "A column's name with odd characters stands in backticks: `a b`.",
        ["\\"] = "A quote within a text is written twice: 'it''s'.",
    };

    private int _position;
    private int _line = 1;
    private int _lineStart;

    public List<Token> Tokens()
    {
        var tokens = new List<Token>();
        do tokens.Add(Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    Token Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) Step();
        var place = Here;
        if (_position == text.Length) return new Token(TokenKind.End, "the end", place);
        var c = text[_position];
        if (char.IsAsciiDigit(c) || c == '.' && _position + 1 < text.Length && char.IsAsciiDigit(text[_position + 1])) return Number(place);
        if (c is '\'' or '"') return new Token(TokenKind.Text, Quoted(c, "text", place), place);
        if (c == '`') return new Token(TokenKind.Name, Quoted(c, "name", place), place);
        if (char.IsLetter(c) || c == '_') return Word(place);
        return Symbol(place);
    }

    Place Here => new(_line, _position - _lineStart + 1);

    void Step()
    {
        if (text[_position++] != '\n') return;
        _line++;
        _lineStart = _position;
    }

    Token Number(Place place)
    {
        var start = _position;
        Digits();
        if (_position + 1 < text.Length && text[_position] == '.' && char.IsAsciiDigit(text[_position + 1]))
        {
            _position++;
            Digits();
        }
        if (_position < text.Length && text[_position] is 'e' or 'E')
        {
            _position++;
            if (_position < text.Length && text[_position] is '+' or '-') _position++;
            if (_position == text.Length || !char.IsAsciiDigit(text[_position])) throw Mistakes.Bad("A number's exponent has no digits.", place);
            Digits();
        }
        if (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] is '_' or '.'))
            throw Mistakes.Bad($"'{text[start..(_position + 1)]}' is neither a number nor a name.", place, "A column's name that starts with a digit stands in backticks.");
        return new Token(TokenKind.Number, text[start.._position], place);
    }

    void Digits()
    {
        while (_position < text.Length && char.IsAsciiDigit(text[_position])) _position++;
    }

    Token Word(Place place)
    {
        var start = _position;
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] == '_' || IsInnerDot())) _position++;
        return new Token(TokenKind.Word, text[start.._position], place);
    }

    bool IsInnerDot() => text[_position] == '.' && _position + 1 < text.Length && (char.IsLetter(text[_position + 1]) || text[_position + 1] == '_');

    string Quoted(char quote, string what, Place place)
    {
        var content = new StringBuilder();
        Step();
        while (_position < text.Length)
        {
            var c = text[_position];
            var doubled = c == quote && _position + 1 < text.Length && text[_position + 1] == quote;
            if (c == quote && !doubled)
            {
                Step();
                if (what == "name" && content.Length == 0) throw Mistakes.Bad("A column's name is empty.", place, "Write the name between the backticks.");
                return content.ToString();
            }
            if (char.IsSurrogate(c) && !Rune.TryGetRuneAt(text, _position, out _) && !(char.IsLowSurrogate(c) && _position > 0 && char.IsHighSurrogate(text[_position - 1])))
                throw Mistakes.Bad("Half a surrogate pair is no character.", Here, "Take it out.");
            content.Append(c);
            Step();
            if (doubled) Step();
        }
        throw Mistakes.Bad($"The {what} that starts here has no end.", place, $"Close it with {quote}.");
    }

    Token Symbol(Place place)
    {
        var rest = text.AsSpan(_position);
        foreach (var (symbol, hint) in OtherLanguages)
            if (rest.StartsWith(symbol) && !rest.StartsWith("!=")) throw Mistakes.Bad($"'{symbol}' is not part of the language.", place, hint);
        foreach (var symbol in Symbols)
        {
            if (!rest.StartsWith(symbol)) continue;
            _position += symbol.Length;
            return new Token(TokenKind.Symbol, symbol, place);
        }
        Rune.DecodeFromUtf16(rest, out var rune, out _);
        var shown = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format ? $"U+{rune.Value:X4}" : rune.ToString();
        throw Mistakes.Bad($"'{shown}' is not part of the language.", place, "A column's name with odd characters stands in backticks: `a b`.");
    }
}

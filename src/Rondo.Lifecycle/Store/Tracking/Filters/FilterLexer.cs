using System.Globalization;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

enum TokenKind
{
    /// <summary>A word or a dotted path; where a key is quoted, its quotes are off.</summary>
    Path,
    Quoted,
    Number,
    Operator,
    Open,
    Close,
    Comma,
    End,
}

/// <param name="Start">0-based place in the text.</param>
/// <param name="Prefix">Of a path: what stands before the first dot; null when there is none.</param>
readonly record struct Token(TokenKind Kind, string Text, int Start, string? Prefix = null, double Number = 0)
{
    public bool IsWord(string word) =>
        Kind == TokenKind.Path && Prefix is null && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a filter into words, numbers and quoted texts, in one pass.</summary>
ref struct FilterLexer(string text)
{
    const int LongestText = 1 << 16;

    int _at;

    public static List<Token> Cut(string text)
    {
        if (text.Length > LongestText)
            throw Mistake(0, string.Create(CultureInfo.InvariantCulture, $"The filter has {text.Length} characters; at most {LongestText} are allowed."));
        var lexer = new FilterLexer(text);
        var tokens = new List<Token>();
        do tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    public static RondoException Mistake(int at, string message, string? hint = null) =>
        new(new Mistake("bad_filter", message) { Field = "filter", Line = 1, Column = at + 1, Hint = hint });

    Token Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        if (_at == text.Length) return new Token(TokenKind.End, "", _at);
        var start = _at;
        var c = text[_at];
        switch (c)
        {
            case '(':
                _at++;
                return new Token(TokenKind.Open, "(", start);
            case ')':
                _at++;
                return new Token(TokenKind.Close, ")", start);
            case ',':
                _at++;
                return new Token(TokenKind.Comma, ",", start);
            case '\'' or '"' or '`':
                return new Token(TokenKind.Quoted, ReadQuoted(), start);
            case '<' or '>' or '=' or '!':
                return ReadOperator(start);
        }
        if (char.IsAsciiDigit(c) || c is '-' or '+' or '.') return ReadNumber(start);
        if (char.IsLetter(c) || c == '_') return ReadPath(start);
        throw Mistake(start, $"The filter has an unexpected '{Shown(c)}' at character {start + 1}.", "Texts stand in quotes: 'like this'.");
    }

    // A quote is doubled to stand inside its own quotes.
    string ReadQuoted()
    {
        var start = _at;
        var quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c != quote)
            {
                value.Append(c);
                continue;
            }
            if (_at == text.Length || text[_at] != quote) return value.ToString();
            value.Append(quote);
            _at++;
        }
        throw Mistake(start, $"The quote that opens at character {start + 1} of the filter is never closed.");
    }

    Token ReadOperator(int start)
    {
        var length = text.AsSpan(_at) is [_, '=', ..] or ['<', '>', ..] ? 2 : 1;
        var found = text.Substring(_at, length);
        _at += length;
        return found is "=" or "!=" or "<>" or "<" or "<=" or ">" or ">=" or "=="
            ? new Token(TokenKind.Operator, found, start)
            : throw Mistake(start, $"'{found}' at character {start + 1} of the filter is no comparison.", "Write = != < <= > >=.");
    }

    Token ReadNumber(int start)
    {
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '+' or '-')) _at++;
        var found = text[start.._at];
        if (!double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw Mistake(start, $"'{found}' at character {start + 1} of the filter is no number.", "Texts stand in quotes: 'like this'.");
        return double.IsFinite(number)
            ? new Token(TokenKind.Number, found, start, Number: number)
            : throw Mistake(start, $"The number '{found}' at character {start + 1} of the filter is out of range.");
    }

    Token ReadPath(int start)
    {
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
        if (_at == text.Length || text[_at] != '.') return new Token(TokenKind.Path, text[start.._at], start);
        var prefix = text[start.._at++];
        if (_at < text.Length && text[_at] is '"' or '`') return new Token(TokenKind.Path, ReadQuoted(), start, prefix);
        var key = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '.' or '-' or '/')) _at++;
        return _at > key
            ? new Token(TokenKind.Path, text[key.._at], start, prefix)
            : throw Mistake(start, $"'{prefix}.' at character {start + 1} of the filter has no key after its dot.", "A key with other signs stands in backticks: metrics.`my key`.");
    }

    static string Shown(char c) => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString();
}

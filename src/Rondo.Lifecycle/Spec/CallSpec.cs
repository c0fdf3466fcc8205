using System.Collections.Immutable;
using System.Globalization;

namespace Rondo.Lifecycle.Spec;

/// <summary>A word that may take numbers, as in <c>quantile_clip(0.01, 0.99)</c>.</summary>
public sealed record CallSpec(string Name, ImmutableArray<double> Arguments)
{
    public override string ToString() =>
        Arguments.IsEmpty ? Name : $"{Name}({string.Join(", ", Arguments.Select(a => a.ToString("R", CultureInfo.InvariantCulture)))})";

    /// <summary>Null when the text is no such word.</summary>
    public static CallSpec? Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return text.All(IsWordCharacter) && text.Length > 0 ? new CallSpec(text, []) : null;
        var name = text[..open].Trim();
        if (name.Length == 0 || !name.All(IsWordCharacter) || !text.EndsWith(')')) return null;
        var arguments = ImmutableArray.CreateBuilder<double>();
        foreach (var word in text[(open + 1)..^1].Split(','))
        {
            if (!double.TryParse(word.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) return null;
            arguments.Add(value);
        }
        return new CallSpec(name, arguments.ToImmutable());
    }

    static bool IsWordCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_';
}

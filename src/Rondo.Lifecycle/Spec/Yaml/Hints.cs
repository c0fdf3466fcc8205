namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>Advice for lines that YAML can't read for a well-known reason.</summary>
static class Hints
{
    public static string? ForSyntax(string text, long line)
    {
        var lines = text.Split('\n');
        var found = line >= 1 && line <= lines.Length ? lines[line - 1] : "";
        var value = found.Contains(": ", StringComparison.Ordinal) ? found[(found.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimStart() : "";
        if (value.StartsWith(">=", StringComparison.Ordinal) || value.StartsWith("> ", StringComparison.Ordinal))
            return "A bound is a bare number in the metric's good direction, such as `r2: 0.8`.";
        if (value.Length > 0 && value[0] is '@' or '`' or '%' or '*' or '&' or '!') return "Quote the value.";
        return value.Contains(": ", StringComparison.Ordinal) ? "Quote a value that holds ': '." : null;
    }
}

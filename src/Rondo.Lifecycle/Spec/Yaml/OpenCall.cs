namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>
/// In a flow collection YAML ends a plain value at a comma, so <c>{ a: clip(0.01, 0.99) }</c> comes as two entries.
/// A value whose parenthesis is open goes on in the next one; no other reading of it makes sense here.
/// </summary>
static class OpenCall
{
    /// <summary>Both pieces as one value; null when the first one is no open call.</summary>
    public static YamlScalar? Continue(YamlNode first, YamlNode next) =>
        first is YamlScalar { IsQuoted: false } open && IsOpen(open.Text) && next is YamlScalar { IsQuoted: false } rest
            ? open with { Text = $"{open.Text}, {rest.Text}", IsVerbatim = false }
            : null;

    /// <summary>Whether a plain value would take the next one in.</summary>
    public static bool IsOpen(string text) => text.Count(c => c == '(') > text.Count(c => c == ')');
}

using System.Collections.Immutable;
using System.Globalization;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Spec;

/// <summary>Secrets that stand in a spec as they are, in addresses and in header fields. What is stored, hashed or shown has <c>***</c> in their place.</summary>
static class SpecSecrets
{
    private static readonly string[] s_names = ["authorization", "token", "key", "secret", "password", "cookie", "signature"];

    /// <summary>The text without the secrets in it.</summary>
    /// <param name="path">Where it stands, for a header's value may be a secret as a whole.</param>
    public static string Hidden(string path, string text) => IsSecretHeader(path) && !text.Contains("${", StringComparison.Ordinal) ? Secrets.Mask : Secrets.HideLiterals(text);

    /// <summary>An alert for each, with the way out. From now on no message shows them.</summary>
    public static IEnumerable<SpecAlert> Find(YamlMap tree)
    {
        foreach (var (path, text) in Texts("", tree))
        {
            var hidden = Hidden(path, text);
            if (hidden == text) continue;
            // Of `Bearer abc` a server may send back the last word alone.
            foreach (var literal in hidden == Secrets.Mask ? [text, text[(text.LastIndexOf(' ') + 1)..]] : Secrets.Literals(text)) Secrets.Remember(literal);
            yield return new SpecAlert("secret_in_file",
                $"'{path}' has a secret as it is: {hidden}. Whoever reads the file reads it. Put it into an environment variable, and write ${{NAME}} in its place.");
        }
    }

    static bool IsSecretHeader(string path)
    {
        var dot = path.LastIndexOf('.');
        var isHeader = dot > 0 && (path[..dot] == "headers" || path[..dot].EndsWith(".headers", StringComparison.Ordinal));
        return isHeader && s_names.Any(name => path.AsSpan(dot).Contains(name, StringComparison.OrdinalIgnoreCase));
    }

    static IEnumerable<(string Path, string Text)> Texts(string path, YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(e => Texts(path.Length == 0 ? e.Key : $"{path}.{e.Key}", e.Value)),
        YamlList list => list.Items.SelectMany((item, i) => Texts(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item)),
        YamlScalar { Value: string text } => [(path, text)],
        _ => [],
    };

    /// <summary>The tree as it may be shown and written.</summary>
    public static YamlNode Hidden(YamlNode node, string path = "") => node switch
    {
        YamlMap map => map with { Entries = map.Entries.Select(e => e with { Value = Hidden(e.Value, path.Length == 0 ? e.Key : $"{path}.{e.Key}") }).ToImmutableArray() },
        YamlList list => list with { Items = list.Items.Select(item => Hidden(item, path)).ToImmutableArray() },
        YamlScalar { Value: string text } scalar when Hidden(path, text) is var hidden && hidden != text => scalar with { Text = hidden, IsQuoted = true, IsVerbatim = false },
        _ => node,
    };
}

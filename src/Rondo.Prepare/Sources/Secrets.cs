using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources;

/// <summary>
/// Secrets of a lifecycle file. <c>${NAME}</c> stays as it is written in specs, hashes and files; its value is read from the environment
/// at the moment of use, and is known from then on, so that no message shows it. <c>$${</c> stands for the characters <c>${</c>.
/// </summary>
public static partial class Secrets
{
    /// <summary>What takes the place of a secret that stands in a file as it is.</summary>
    public const string Mask = "***";

    // Shorter ones can't be told from ordinary text: a password of "1" would leave no number readable.
    private const int ShortestKnown = 4;

    private static ImmutableDictionary<string, string> s_known = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
    private static (string Form, string Shown)[] s_forms = [];
    private static readonly Lock s_gate = new();

    /// <summary>The text with the values of the environment, for use now and not to be kept.</summary>
    /// <exception cref="RondoException">A variable is not set, or <c>${</c> begins no name. The mistake has no place: the caller knows it.</exception>
    public static string Expand(string text)
    {
        foreach (Match match in Literal().Matches(text))
            if (match.Groups["secret"].Value == Mask) throw LeftOut(text);
        foreach (var literal in Literals(text)) Remember(literal, Mask);
        if (!text.Contains("${", StringComparison.Ordinal)) return text;
        return Reference().Replace(text, match =>
        {
            if (match.Value == "$${") return "${";
            if (!match.Groups["name"].Success) throw BadReference(text);
            var name = match.Groups["name"].Value;
            var value = Environment.GetEnvironmentVariable(name);
            if (string.IsNullOrEmpty(value)) throw NotSet(name);
            Remember(value, match.Value);
            return value;
        });
    }

    /// <summary>The names that a text refers to.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Reference().Matches(text).Where(m => m.Groups["name"].Success).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    /// <summary>The text without any known secret, in whatever form it stands there.</summary>
    public static string Redact(string text)
    {
        if (text.Length < ShortestKnown) return text;
        foreach (var (form, shown) in s_forms) text = text.Replace(form, shown, StringComparison.Ordinal);
        return HideLiterals(text);
    }

    /// <summary>The text with <c>***</c> for passwords and tokens that stand in addresses as they are: <c>postgres://user:***@host</c>.</summary>
    public static string HideLiterals(string text)
    {
        if (text.AsSpan().IndexOfAny(':', '=') < 0) return text;
        return Literal().Replace(text, match => IsLiteral(match.Groups["secret"].Value)
            ? string.Concat(match.Value.AsSpan(0, match.Groups["secret"].Index - match.Index), Mask, match.Value.AsSpan(match.Groups["secret"].Index - match.Index + match.Groups["secret"].Length))
            : match.Value);
    }

    /// <summary>Passwords and tokens that stand in an address as they are.</summary>
    public static IEnumerable<string> Literals(string text) =>
        Literal().Matches(text).Select(m => m.Groups["secret"].Value).Where(IsLiteral);

    /// <summary>Hides this value from now on, as <see cref="Expand"/> does.</summary>
    /// <param name="shown">What stands in its place.</param>
    public static void Remember(string value, string shown = Mask)
    {
        if (value.Length < ShortestKnown) return;
        lock (s_gate)
        {
            if (s_known.TryGetValue(value, out var known) && known == shown) return;
            s_known = s_known.SetItem(value, shown);
            // The longest first: one secret may be a part of another.
            s_forms = [.. s_known.SelectMany(k => SecretForms.Of(k.Key).Select(form => (Form: form, Shown: k.Value)))
                .DistinctBy(f => f.Form).OrderByDescending(f => f.Form.Length).ThenBy(f => f.Form, StringComparer.Ordinal)];
        }
    }

    static bool IsLiteral(string secret) => secret.Length > 0 && secret != Mask && !secret.Contains("${", StringComparison.Ordinal);

    static RondoException NotSet(string name) =>
        new("unset_variable", $"The environment variable '{name}' is not set, or is empty.", $"Set it before the command: {name}=... rondo run");

    static RondoException LeftOut(string text) =>
        new("secret_left_out", $"'{text}' has {Mask} where a secret was left out.", "Write ${NAME}, and set that environment variable.");

    static RondoException BadReference(string text) =>
        new("bad_variable", $"'{HideLiterals(text)}' has '${{' without a name such as '${{CRM_PASSWORD}}'.", "Write `$${` for the characters themselves.");

    // A name is what shells allow.
    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|\$\{", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    // User information of an address, parameters of its query, and connection strings.
    [GeneratedRegex(
        """://[^\s:/?#@'"]*:(?<secret>[^\s/'"]+)@|[?&#](?:access_token|api[_-]?key|apikey|auth|auth_token|client_secret|key|password|passwd|pwd|secret|sig|signature|token|x-amz-signature)=(?<secret>[^&#\s'"]+)|(?:^|;)\s*(?:password|pwd)\s*=\s*(?<secret>[^;=\s][^;]*)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Literal();
}

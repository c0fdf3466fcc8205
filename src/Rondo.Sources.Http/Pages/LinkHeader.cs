using System.Text.RegularExpressions;

namespace Rondo.Sources.Http.Pages;

/// <summary>Reads the header field <c>Link</c> (RFC 8288, section 3).</summary>
static class LinkHeader
{
    // A server's text: no pattern may take long on it.
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    private static readonly Regex s_link = new("""<(?<target>[^>]*)>(?<parameters>(?:\s*;\s*[^\s=;,"]+\s*(?:=\s*(?:"[^"]*"|[^\s;,"]*))?)*)""", Options);
    private static readonly Regex s_parameter = new("""(?<name>[^\s=;,"]+)\s*=\s*(?<value>"[^"]*"|[^\s;,"]*)""", Options);

    /// <summary>The target of the first link whose relation is <c>next</c>, as it stands there.</summary>
    public static string? Next(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var fields)) return null;
        foreach (Match link in fields.SelectMany(f => s_link.Matches(f)))
            foreach (Match parameter in s_parameter.Matches(link.Groups["parameters"].Value))
                if (parameter.Groups["name"].Value.Equals("rel", StringComparison.OrdinalIgnoreCase) && IsNext(parameter.Groups["value"].Value.Trim('"')))
                    return link.Groups["target"].Value;
        return null;
    }

    // A relation may be one of several, in any case.
    static bool IsNext(string relations) => relations.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase);
}

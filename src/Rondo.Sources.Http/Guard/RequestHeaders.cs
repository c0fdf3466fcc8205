using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Guard;

/// <summary>Header fields for the address's own server, checked: a line break in one would begin another.</summary>
sealed partial class RequestHeaders
{
    // These say how the message travels, which is not the file's to say.
    private static readonly string[] s_own =
    [
        "accept-encoding", "connection", "expect", "host", "if-match", "if-modified-since", "if-none-match",
        "if-range", "if-unmodified-since", "keep-alive", "proxy-authorization", "proxy-connection", "range", "te", "trailer", "transfer-encoding", "upgrade",
    ];

    private readonly (string Name, string Value)[] _fields;

    private RequestHeaders((string, string)[] fields) => _fields = fields;

    public bool IsEmpty => _fields.Length == 0;

    public IEnumerable<string> Names => _fields.Select(f => f.Name.ToLowerInvariant()).Order(StringComparer.Ordinal);

    /// <summary>Tells one user's answers from another's, in too few bits to find a secret from it.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _fields.Select(f => $"{f.Name}:{f.Value}")))))[..4];

    /// <param name="expand">Puts secrets in.</param>
    public static RequestHeaders Of(ImmutableSortedDictionary<string, string> fields, string? basic, Func<string, string> expand)
    {
        var checkedFields = fields.Select(f => (Name: f.Key, Value: expand(f.Value))).ToList();
        if (basic is not null && !fields.Keys.Contains("authorization", StringComparer.OrdinalIgnoreCase)) checkedFields.Add(("Authorization", basic));
        foreach (var (name, value) in checkedFields)
        {
            if (!Token().IsMatch(name)) throw Bad(name, "has a name that no header field can have.", "A name has letters, digits and '-'.");
            if (s_own.Contains(name.ToLowerInvariant(), StringComparer.Ordinal) || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase)) throw Bad(name, "can't be given: it is set for every message.", "Remove it.");
            // The value may be a secret.
            if (!Value().IsMatch(value)) throw Bad(name, "has a line break or another character that no header field can have.", "Does the secret's variable end with a line break?");
        }
        return new RequestHeaders([.. checkedFields]);
    }

    public void AddTo(HttpRequestMessage request)
    {
        foreach (var (name, value) in _fields) request.Headers.TryAddWithoutValidation(name, value);
    }

    static RondoException Bad(string name, string problem, string hint) =>
        new(new Mistake("bad_header", $"The header field '{Printable().Replace(name, "?")}' {problem}") { Field = "headers", Hint = hint });

    // RFC 9110, sections 5.1 and 5.5.
    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"\A[\t\x20-\x7E]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex(@"[^\x20-\x7E]", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();
}

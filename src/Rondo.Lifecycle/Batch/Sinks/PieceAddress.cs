using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Webhooks;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>Where pieces are posted, and how: <c>https://example.org/scores#secret=${SECRET}&amp;format=json&amp;rows=500</c>. What stands behind the <c>#</c> is never sent.</summary>
sealed record PieceAddress(string Url, string Secret, bool IsJson, int Rows)
{
    private const int UsualRows = 1000;
    private const int MostRows = 100_000;
    private const string Example = "https://example.org/scores#secret=${WEBHOOK_SECRET}";

    private static readonly string[] s_known = ["secret", "format", "rows"];

    /// <summary>What else than the job decides where one piece ends and how it is written.</summary>
    public string Form => string.Create(CultureInfo.InvariantCulture, $"{(IsJson ? "json" : "ndjson")} {Rows}");

    /// <exception cref="RondoException">The secret is missing or none, or a parameter is wrong.</exception>
    public static PieceAddress Parse(string address)
    {
        var hash = address.IndexOf('#', StringComparison.Ordinal);
        var values = hash < 0 ? [] : AddressParameters.Split($"?{address[(hash + 1)..]}", s_known).Values;
        var secret = values.GetValueOrDefault("secret") ?? "";
        if (secret.Length == 0) throw Bad("missing_secret", "The address has no secret to sign the pieces with.", "secret", $"Write {Example}, and set that variable to whsec_ with 24 to 64 random bytes in base64 behind it: whsec_$(openssl rand -base64 32).");
        if (!WebhookSecret.IsSecret(secret)) throw Bad("bad_secret", "The secret of the address is not of the form whsec_BASE64, with 24 to 64 bytes in base64.", "secret", "Make one: whsec_$(openssl rand -base64 32).");
        Secrets.Remember(secret);
        return new PieceAddress(hash < 0 ? address : address[..hash], secret, IsJsonOf(values), RowsOf(values));
    }

    static bool IsJsonOf(Dictionary<string, string> values) => values.GetValueOrDefault("format") switch
    {
        null or "ndjson" or "jsonl" => false,
        "json" => true,
        var other => throw Bad("unknown_format", $"Pieces aren't posted as '{other}'.", "format", "Known: ndjson, json."),
    };

    static int RowsOf(Dictionary<string, string> values)
    {
        if (!values.TryGetValue("rows", out var text)) return UsualRows;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is > 0 and <= MostRows ? rows
            : throw Bad("out_of_range", $"'rows' is '{text}'; expected a whole number from 1 to 100000.", "rows", $"It is how many rows a piece has at most; {UsualRows} unless told.");
    }

    static RondoException Bad(string code, string message, string field, string hint) => new(new Mistake(code, message) { Field = field, Hint = hint });
}

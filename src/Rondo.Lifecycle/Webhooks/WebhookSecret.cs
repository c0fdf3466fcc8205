using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rondo.Lifecycle.Webhooks;

/// <summary>
/// Signs messages as the Standard Webhooks specification has it: HMAC-SHA256 over id, time and body, so that nobody else's message and no old one is believed.
/// </summary>
static class WebhookSecret
{
    const string Prefix = "whsec_";
    const int Bytes = 32;
    const int FewestBytes = 24;
    const int MostBytes = 64;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether it is one: the prefix, and as many bytes in base64 as the specification wants.</summary>
    public static bool IsSecret(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length) && length is >= FewestBytes and <= MostBytes;
    }

    /// <returns>The value of the header <c>webhook-signature</c>.</returns>
    /// <param name="seconds">Since 1970, UTC.</param>
    public static string Sign(string secret, string id, long seconds, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}."));
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), (byte[])[.. head, .. body]);
        return "v1," + Convert.ToBase64String(hash);
    }
}

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

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <returns>The value of the header <c>webhook-signature</c>.</returns>
    /// <param name="seconds">Since 1970, UTC.</param>
    public static string Sign(string secret, string id, long seconds, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}."));
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), (byte[])[.. head, .. body]);
        return "v1," + Convert.ToBase64String(hash);
    }
}

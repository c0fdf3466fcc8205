using System.Net;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Transport;

/// <summary>What a status other than success means.</summary>
static class Statuses
{
    /// <exception cref="RondoException">The user can do something about it.</exception>
    /// <exception cref="TransientFailure">It may pass.</exception>
    public static void Check(HttpResponseMessage response, Uri uri, TimeProvider clock)
    {
        if (response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.PartialContent) return;
        var status = (int)response.StatusCode;
        var wait = WaitOf(response, clock);
        // Some servers refuse who asks too often, and say when to come back.
        if (status is 408 or 425 or 429 or 500 or 502 or 503 or 504 || (status == 403 && wait is not null))
            throw new TransientFailure($"it answers {Words(status)}", wait);
        var shown = WebAddress.Show(uri);
        throw new RondoException(status switch
        {
            401 => new Mistake("unauthorized", $"{shown} answers {Words(status)}: it wants to know who asks.")
            {
                Hint = "Give what it expects, such as `headers: { Authorization: \"Bearer ${TOKEN}\" }`; is the token still valid?",
            },
            403 => new Mistake("forbidden", $"{shown} answers {Words(status)}: who asks may not read this.")
            {
                Hint = "Does the token in `headers` have the right to read it?",
            },
            404 or 410 => new Mistake("not_found", $"{shown} answers {Words(status)}: there is nothing at this address.")
            {
                Hint = "Is its path right? If this server answers so after the last page, add `end_status: 404`.",
            },
            _ => new Mistake("http_status", $"{shown} answers {Words(status)} where 200 was expected."),
        });
    }

    static string Words(int status) => Enum.IsDefined((HttpStatusCode)status) ? $"{status} ({(HttpStatusCode)status})" : $"{status}";

    // RFC 9110, section 10.2.3: seconds or a date.
    static TimeSpan? WaitOf(HttpResponseMessage response, TimeProvider clock)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}

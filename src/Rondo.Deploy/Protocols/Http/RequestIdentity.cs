using System.Buffers;
using Microsoft.AspNetCore.Http;
using Rondo.Deploy.PredictionLog;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>Ids: a request's (its own, or a new one) and those of predictions; and the trace that a request belongs to.</summary>
static class RequestIdentity
{
    public const string Header = "X-Request-Id";
    const int LongestId = 100;

    static readonly SearchValues<char> _visible = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=@");
    // Random bits that need no OpenSSL, which an image lacks.
    static readonly ulong _process = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()) << 24;
    static long _count;

    /// <summary>The request's id as the caller named it, or a new one; it goes back in the answer's header.</summary>
    public static string Accept(HttpContext context)
    {
        var headers = context.Request.Headers;
        var id = headers[Header] is [{ Length: > 0 and <= LongestId } given] && !given.AsSpan().ContainsAnyExcept(_visible) ? given : New();
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        if (headers.TraceParent is [{ } trace] && IsTrace(trace)) context.Response.Headers.TraceParent = Child(trace);
        return id;
    }

    /// <summary>Sends a header back as it came, if it can stand in an answer: what isn't plain ASCII can't.</summary>
    public static void Echo(HttpContext context, string name)
    {
        if (context.Request.Headers[name] is [{ } value] && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')) context.Response.Headers[name] = value;
    }

    /// <summary>Thirty-two hexadecimal digits: milliseconds, a number of this process, and a count. Unique, and sorted by time.</summary>
    public static string New() => Reserve(1).At(0);

    /// <summary>Ids for the predictions of so many rows.</summary>
    public static PredictionIds Reserve(int rows)
    {
        var time = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var first = (ulong)(Interlocked.Add(ref _count, rows) - rows);
        // 48 bits of time and 80 of the process and its count.
        return new PredictionIds(time << 16 | _process >> 48, (_process << 16) + first);
    }

    // https://www.w3.org/TR/trace-context/: version, trace of 16 bytes, span of 8, flags; zeros are no ids.
    static bool IsTrace(string text) =>
        text.Length >= 55 && text[2] == '-' && text[35] == '-' && text[52] == '-' && !text.StartsWith("ff", StringComparison.Ordinal)
        && IsHex(text.AsSpan(0, 2)) && IsId(text.AsSpan(3, 32)) && IsId(text.AsSpan(36, 16)) && IsHex(text.AsSpan(53, 2));

    static string Child(string trace) => string.Concat("00-", trace.AsSpan(3, 32), "-", New().AsSpan(16)) + string.Concat("-", trace.AsSpan(53, 2));

    static bool IsId(ReadOnlySpan<char> text) => IsHex(text) && text.ContainsAnyExcept('0');

    static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f'))) return false;
        return true;
    }
}

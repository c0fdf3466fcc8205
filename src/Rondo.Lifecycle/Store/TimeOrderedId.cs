using System.Security.Cryptography;

namespace Rondo.Lifecycle.Store;

/// <summary>Ids of sixteen letters and digits that sort by the time of their making and are unique across processes.</summary>
static class TimeOrderedId
{
    // Crockford's base 32: no i, l, o, u, so that an id can be read aloud. In the order of their code points.
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    const int TimeDigits = 11;
    const int RandomDigits = 5;

    static readonly Lock _gate = new();
    static long _last;

    public static string New(TimeProvider clock)
    {
        Span<char> id = stackalloc char[TimeDigits + RandomDigits];
        var time = NextTime(clock.NowMicroseconds);
        for (var i = TimeDigits - 1; i >= 0; i--, time >>= 5) id[i] = Alphabet[(int)(time & 31)];
        for (var i = TimeDigits; i < id.Length; i++) id[i] = Alphabet[RandomNumberGenerator.GetInt32(32)];
        return new string(id);
    }

    // Two ids of one microsecond, or of a clock that was set back, still sort in the order of their making.
    static long NextTime(long now)
    {
        lock (_gate) return _last = Math.Max(_last + 1, now);
    }
}

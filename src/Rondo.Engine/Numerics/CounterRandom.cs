using System.Text;

namespace Rondo.Engine.Numerics;

/// <summary>
/// A counter-based random generator: the n-th value of a named stream depends on seed, name and n alone,
/// so any thread can make any value. Mixes by SplitMix64's finaliser (Steele, Lea and Flood 2014), applied twice.
/// </summary>
public readonly record struct CounterRandom
{
    private readonly ulong _key;

    public CounterRandom(ulong seed, string stream)
    {
        // FNV-1a over the stream's UTF-8 bytes keeps differently named streams apart.
        var hash = 0xcbf29ce484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(stream)) hash = (hash ^ b) * 0x100000001b3UL;
        _key = Mix(Mix(seed + 0x9e3779b97f4a7c15UL) ^ hash);
    }

    private CounterRandom(ulong key) => _key = key;

    /// <summary>An independent stream for the n-th child: a fold, a tree, a trial.</summary>
    public CounterRandom Child(ulong n) => new(Mix(_key ^ Mix(n + 0x632be59bd9b4e019UL)));

    /// <summary>64 random bits for this counter.</summary>
    public ulong Bits(ulong counter) => Mix(_key + Mix(counter * 0x9e3779b97f4a7c15UL + 0x8cb92ba72f3d8dd7UL));

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double Uniform(ulong counter) => (Bits(counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 .. <paramref name="bound"/> - 1 (Lemire's multiplication; bias below 2^-32 for int bounds).</summary>
    public int Below(ulong counter, int bound) => (int)Math.BigMul(Bits(counter), (ulong)bound, out _);

    /// <summary>0 .. n-1 in random order (Fisher-Yates).</summary>
    public int[] Permutation(int n)
    {
        var order = new int[n];
        for (var i = 0; i < n; i++) order[i] = i;
        for (var i = n - 1; i > 0; i--)
        {
            var j = Below((ulong)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>So many of 0 .. n-1, drawn without replacement, in ascending order; all of them when there are no more.</summary>
    public int[] Sample(int n, int count)
    {
        if (n <= count) return [.. Enumerable.Range(0, n)];
        var sample = Permutation(n)[..count];
        Array.Sort(sample);
        return sample;
    }

    /// <summary>Turns every bit of the input into a coin toss for every bit of the output; reversible.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}

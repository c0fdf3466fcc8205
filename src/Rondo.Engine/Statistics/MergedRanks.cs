namespace Rondo.Engine.Statistics;

/// <summary>A value of two samples merged: how often each sample has it, and how many values of each lie below.</summary>
readonly record struct MergedTie(double Value, int InFirst, int InSecond, int FirstBelow, int SecondBelow)
{
    public int Count => InFirst + InSecond;

    public long Below => (long)FirstBelow + SecondBelow;

    /// <summary>Twice the mean rank of the tied values, which is whole.</summary>
    public long DoubledRank => 2 * Below + Count + 1;
}

/// <summary>Walks through the distinct values of two sorted samples in ascending order.</summary>
ref struct MergedRanks(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
{
    private readonly ReadOnlySpan<double> _first = first;
    private readonly ReadOnlySpan<double> _second = second;
    private int _inFirst;
    private int _inSecond;

    public MergedTie Current { get; private set; }

    public readonly MergedRanks GetEnumerator() => this;

    public bool MoveNext()
    {
        var (i, j) = (_inFirst, _inSecond);
        if (i == _first.Length && j == _second.Length) return false;
        var value = i == _first.Length ? _second[j] : j == _second.Length ? _first[i] : Math.Min(_first[i], _second[j]);
        while (i < _first.Length && _first[i] == value) i++;
        while (j < _second.Length && _second[j] == value) j++;
        Current = new MergedTie(value, i - _inFirst, j - _inSecond, _inFirst, _inSecond);
        (_inFirst, _inSecond) = (i, j);
        return true;
    }
}

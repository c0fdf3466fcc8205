namespace Rondo.Deploy.Protocols;

/// <summary>Collects what is wrong with a request, up to as many as anybody reads.</summary>
sealed class ProblemList
{
    const int Most = 20;

    readonly List<Problem> _problems = [];

    public bool IsFull => _problems.Count >= Most;

    public bool IsEmpty => _problems.Count == 0;

    public void Add(int? row, string? column, string expected, string got)
    {
        if (!IsFull) _problems.Add(new Problem(row, column, expected, got));
    }

    public void Clear() => _problems.Clear();

    public void ThrowIfAny()
    {
        if (_problems.Count > 0) throw ServingException.Invalid(_problems);
    }
}

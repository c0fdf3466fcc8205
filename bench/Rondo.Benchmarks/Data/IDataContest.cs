using Rondo.Benchmarks.Contests;

namespace Rondo.Benchmarks.Data;

/// <summary>A piece of work on data that <c>bench data</c> compares. Found by its interface; needs a constructor without parameters.</summary>
interface IDataContest
{
    string Name { get; }

    string Title(Options options);

    /// <summary>What our time may be of each peer's, at most.</summary>
    double Bar { get; }

    Competitor[] Peers { get; }

    /// <summary>Writes what all competitors read into the folder.</summary>
    void Prepare(string folder, Options options);

    /// <summary>Our work, in a process of its own; prints and writes what <see cref="RondoFit.Run(string, Func{double[]})"/> does.</summary>
    int Compete(string folder);

    /// <summary>What is wrong with our numbers beside a peer's, or null.</summary>
    string? Differs(double[] ours, double[] theirs);
}

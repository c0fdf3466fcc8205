using Rondo.Engine.Catalog;

namespace Rondo.Train.Tune;

/// <summary>Lets every trial finish.</summary>
[Part("none", "Lets every trial finish.")]
public sealed record NoPruner : IPruner
{
    public bool GoesOn(IReadOnlyList<Trial> earlier, IReadOnlyList<double> scores, bool higherIsBetter) => true;
}

using Rondo.Engine.Catalog;

namespace Rondo.Train.Tune;

/// <summary>Decides whether a trial is worth finishing. It sees trials of earlier batches only, so the order in which trials run changes nothing.</summary>
[PartKind("pruner")]
public interface IPruner
{
    /// <param name="earlier">Finished trials of earlier batches.</param>
    /// <param name="scores">The trial's score as it stood at each step so far; one at least.</param>
    bool GoesOn(IReadOnlyList<Trial> earlier, IReadOnlyList<double> scores, bool higherIsBetter);
}

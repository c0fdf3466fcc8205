using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Leakage;

/// <summary>Looks for one way in which columns could tell a model what it is to predict. Fits nothing that a model keeps.</summary>
[PartKind("leakage_test")]
public interface ILeakageTest
{
    /// <summary>What it finds, in the order of the columns. The same data give the same findings.</summary>
    IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation);
}

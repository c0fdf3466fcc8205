using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Split;

/// <summary>Divides rows into those to train on and those to judge the model by.</summary>
[PartKind("splitter")]
public interface ISplitter
{
    /// <param name="table">The rows with whatever columns the splitter names; a content hash takes all of them.</param>
    /// <param name="target">The target of the same rows, for splitters that look at classes.</param>
    /// <exception cref="RondoException">A column is missing or unfit, or a part would be too small.</exception>
    DataSplit Divide(Table table, Target? target, CancellationToken cancellation = default);
}

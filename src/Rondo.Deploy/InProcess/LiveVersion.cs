using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.InProcess;

/// <summary>A version that answers now. Who took it keeps it to the end of the call, whatever comes after it.</summary>
/// <param name="Reader">How rows come into it.</param>
sealed record LiveVersion<TReader>(ServedModel Model, TReader Reader)
{
    public RowPool Rows { get; } = RowPool.Of(Model);
}

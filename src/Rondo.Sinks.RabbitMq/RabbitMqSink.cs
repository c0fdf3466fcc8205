using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;

namespace Rondo.Sinks.RabbitMq;

[Part("rabbitmq", "A queue or exchange of RabbitMQ: a persistent message a row, confirmed by the broker, with the prediction's id as its own.")]
public sealed record RabbitMqSink : ISink
{
    public IReadOnlyList<string> Schemes => ["amqp", "amqps"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation) => RabbitMqOutput.Open(RabbitMqAddress.Parse(target.Address), target, cancellation);
}

using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Rondo.Deploy.Batch;

namespace Rondo.Sinks.RabbitMq;

/// <summary>
/// Publishes a message a row. What counts as written is what the broker has confirmed; the note of it is made a moment later,
/// so rows of that moment come twice when the job dies in it, under the same message ids.
/// </summary>
sealed class RabbitMqOutput : IBatchOutput
{
    private const int MostUnconfirmed = 2000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly RabbitMqAddress _address;
    private readonly BatchTarget _target;
    private readonly IConnection _connection;
    private readonly Dictionary<string, object?> _headers;
    private readonly List<Task> _unconfirmed = new(MostUnconfirmed);
    // The client may leave a publisher waiting when the connection breaks under it.
    private readonly CancellationTokenSource _lost = new();
    private IChannel? _channel;
    private long _rows;
    private bool _isBroken;

    RabbitMqOutput(RabbitMqAddress address, BatchTarget target, IConnection connection)
    {
        (_address, _target, _connection) = (address, target, connection);
        _headers = new Dictionary<string, object?> { ["rondo-version"] = target.Job.Model };
        if (target.IsAnew || target.Noted() is not { } noted) return;
        Anew = target.Job.DifferenceFrom(noted.Job);
        if (Anew is null) Committed = _rows = noted.Rows;
    }

    public long Committed { get; private set; }

    public string? Anew { get; }

    public static RabbitMqOutput Open(RabbitMqAddress address, BatchTarget target, CancellationToken cancellation) => Explained(address, async () =>
    {
        var output = new RabbitMqOutput(address, target, await address.Factory.CreateConnectionAsync(cancellation).ConfigureAwait(false));
        try
        {
            await output.Begin(cancellation).ConfigureAwait(false);
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }, cancellation);

    public ReadOnlyMemory<byte> Encode(PredictedRows rows) => JsonRows.Encode(rows);

    public void Write(PredictedRows rows, ReadOnlyMemory<byte> encoded, CancellationToken cancellation)
    {
        var rest = encoded;
        for (var row = 0; row < rows.Count; row++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            if (_unconfirmed.Count == MostUnconfirmed) Confirm(cancellation);
            _unconfirmed.Add(Publish(rows.Job.IdOf(rows.Start + row), rest[..end]));
            rest = rest[(end + 1)..];
        }
        _rows += rows.Count;
    }

    public void Commit(CancellationToken cancellation)
    {
        // Of what was under way when it broke nobody knows whether the broker has it.
        if (_isBroken || _rows == Committed) return;
        Confirm(cancellation);
        _target.Note(new BatchProgress(_target.Job, _rows));
        Committed = _rows;
    }

    public void Complete(CancellationToken cancellation) => Commit(cancellation);

    public void Dispose()
    {
        _lost.Cancel();
        try
        {
            _channel?.Dispose();
            _connection.Dispose();
        }
        catch (Exception e) when (RabbitMqFailure.Explanation(e, _address) is not null)
        {
            // What broke the connection has been told; it can't be closed in good order any more.
        }
    }

    async Task Begin(CancellationToken cancellation)
    {
        _connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            _target.Say($"{_address.Shown} takes no messages for now: {blocked.Reason}");
            return Task.CompletedTask;
        };
        _connection.ConnectionShutdownAsync += (_, _) => _lost.CancelAsync();
        if (_address.Queue is { } queue) await EnsureQueue(queue, cancellation).ConfigureAwait(false);
        _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation).ConfigureAwait(false);
        _channel.ChannelShutdownAsync += (_, _) => _lost.CancelAsync();
        if (_address.Queue is null) await _channel.ExchangeDeclarePassiveAsync(_address.Exchange, cancellation).ConfigureAwait(false);
    }

    // One that is there is taken as it is; asking for one that is not closes the channel.
    async Task EnsureQueue(string queue, CancellationToken cancellation)
    {
        var channel = await _connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            try
            {
                await channel.QueueDeclarePassiveAsync(queue, cancellation).ConfigureAwait(false);
                return;
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                _target.Say($"makes {_address.Place}");
            }
        }
        channel = await _connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
    }

    // Ends when the broker has confirmed it; mandatory, so that one that no queue takes comes back instead of vanishing.
    Task Publish(string id, ReadOnlyMemory<byte> body)
    {
        var properties = new BasicProperties { MessageId = id, ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, Type = "prediction", AppId = "rondo", Headers = _headers };
        return _channel!.BasicPublishAsync(_address.Exchange, _address.RoutingKey, mandatory: true, properties, body, _lost.Token).AsTask();
    }

    void Confirm(CancellationToken cancellation)
    {
        try
        {
            Explained(_address, async () =>
            {
                await Task.WhenAll(_unconfirmed).WaitAsync(s_patience, cancellation).ConfigureAwait(false);
                return true;
            }, cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _isBroken = true;
            throw RabbitMqFailure.Lost(_channel?.CloseReason ?? _connection.CloseReason, _address);
        }
        catch
        {
            _isBroken = true;
            throw;
        }
        finally
        {
            _unconfirmed.Clear();
        }
    }

    // The client is asynchronous alone, our callers are not; there is no context that could wait for itself.
    static T Explained<T>(RabbitMqAddress address, Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return ask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && RabbitMqFailure.Explanation(e, address) is { } explained)
        {
            throw explained;
        }
    }
}

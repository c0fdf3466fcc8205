using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Sinks.RabbitMq;
using Rondo.Tests.Shared.RabbitMq;

namespace Rondo.Sources.Tests.RabbitMq;

/// <summary>Batch jobs into queues: each row at least once, with an id by which doubles are told.</summary>
public sealed class RabbitMqSinkTests
{
    const int PieceRows = 500;
    const int Pieces = 8;

    static int s_queues;

    BatchProgress? _noted;

    [Fact]
    public void A_queue_that_is_absent_is_made_and_each_row_is_a_message_of_its_own()
    {
        var queue = NewQueue();

        Write($"?queue={queue}");

        var messages = Take(queue);
        Assert.Equal(PieceRows * Pieces, messages.Count);
        Assert.Equal(Enumerable.Range(0, PieceRows * Pieces).Select(i => Job().IdOf(i)), messages.Select(m => m.Id).Order(StringComparer.Ordinal));
        var (id, body, properties) = messages.Single(m => m.Id == Job().IdOf(7));
        Assert.Equal($$"""{"id":"ü 7","prediction":10.5,"prediction_id":"{{id}}"}""", body);
        Assert.Equal(("application/json", DeliveryModes.Persistent, "prediction", "rondo", "m@1"),
            (properties.ContentType, properties.DeliveryMode, properties.Type, properties.AppId, Encoding.UTF8.GetString((byte[])properties.Headers!["rondo-version"]!)));
    }

    [Fact]
    public void Messages_go_through_an_exchange_by_their_routing_key()
    {
        var queue = NewQueue();
        With(async channel =>
        {
            await channel.ExchangeDeclareAsync("scores", ExchangeType.Direct, durable: true);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(queue, "scores", "churn");
            return true;
        });

        Write("?exchange=scores&routing_key=churn");

        Assert.Equal(PieceRows * Pieces, Take(queue).Count);
        _noted = null;
        Assert.Equal("rows_refused", Assert.Throws<RondoException>(() => Write("?exchange=scores&routing_key=nobody")).Mistakes[0].Code);
        Assert.Equal("no_such_place", Assert.Throws<RondoException>(() => Write("?exchange=absent")).Mistakes[0].Code);
    }

    [Fact]
    public void A_job_that_breaks_off_goes_on_after_what_was_confirmed_and_noted()
    {
        for (var committed = 0; committed < Pieces; committed += 3)
        {
            var queue = NewQueue();
            _noted = null;
            using (var output = Open($"?queue={queue}"))
            {
                for (var piece = 0; piece <= committed; piece++)
                {
                    WritePiece(output, Job(), piece);
                    if (piece == committed - 1) output.Commit(default);
                }
            }

            using (var output = Open($"?queue={queue}")) Assert.Equal(committed * PieceRows, output.Committed);
            Write($"?queue={queue}");

            // None is missing; of those that were sent and not noted some may have come before.
            var messages = Take(queue);
            Assert.Equal(PieceRows * Pieces, messages.Select(m => m.Id).Distinct().Count());
            Assert.InRange(messages.Count, PieceRows * Pieces, (PieceRows * Pieces) + PieceRows);
            Assert.All(messages.GroupBy(m => m.Id), same => Assert.Single(same.Select(m => m.Body).Distinct()));
        }
    }

    [Fact]
    public void A_broker_that_dies_in_the_middle_costs_no_row()
    {
        var server = RabbitMqServer.StartAnother();
        try
        {
            using (var output = Open("?queue=scores", server: server))
            {
                WritePiece(output, Job(), 0);
                output.Commit(default);
                WritePiece(output, Job(), 1);
                server.Kill();
                var mistake = Assert.Throws<RondoException>(() =>
                {
                    WritePiece(output, Job(), 2);
                    output.Commit(default);
                }).Mistakes[0];
                Assert.Equal("broker_unreachable", mistake.Code);
                output.Commit(default);
                Assert.Equal(PieceRows, output.Committed);
            }
            Assert.Equal("broker_unreachable", Assert.Throws<RondoException>(() => Open("?queue=scores", server: server)).Mistakes[0].Code);
            server.Revive();

            Write("?queue=scores", server);

            Assert.Equal(PieceRows * Pieces, Take("scores", server).Select(m => m.Id).Distinct().Count());
        }
        finally
        {
            server.End();
        }
    }

    [Fact]
    public void A_queue_that_is_full_and_refuses_ends_the_job()
    {
        var queue = NewQueue();
        With(channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false,
            arguments: new Dictionary<string, object?> { ["x-max-length"] = 100, ["x-overflow"] = "reject-publish" }));

        Assert.Equal("rows_refused", Assert.Throws<RondoException>(() => Write($"?queue={queue}")).Mistakes[0].Code);
    }

    [Theory]
    [InlineData("", "bad_address")]
    [InlineData("?queue=", "bad_address")]
    [InlineData("?routing_key=x", "bad_address")]
    [InlineData("?queue=a&exchange=b", "bad_address")]
    [InlineData("?qeue=a", "unknown_parameter")]
    public void An_address_without_a_place_is_refused(string parameters, string code)
    {
        var target = Target("amqp://u:verysecret@127.0.0.1:1/b" + parameters);

        var mistake = Assert.Throws<RondoException>(() => new RabbitMqSink().Open(target, default)).Mistakes[0];

        Assert.Equal(code, mistake.Code);
        Assert.DoesNotContain("verysecret", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_not_let_in_is_told_without_the_password()
    {
        var address = RabbitMqServer.Shared.Address;

        var wrong = Assert.Throws<RondoException>(() => new RabbitMqSink().Open(Target(address.Replace("rondo:", "rondo:wrong", StringComparison.Ordinal) + "?queue=q"), default)).Mistakes[0];
        var nowhere = Assert.Throws<RondoException>(() => new RabbitMqSink().Open(Target(address + "/no%2Fsuch?queue=q"), default)).Mistakes[0];

        Assert.Equal(("access_refused", "access_refused"), (wrong.Code, nowhere.Code));
        Assert.Contains("'no/such'", nowhere.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(RabbitMqServer.Password, wrong.ToString() + nowhere, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_is_stopped_keeps_what_it_noted()
    {
        var queue = NewQueue();
        using var stop = new CancellationTokenSource();
        using var output = Open($"?queue={queue}");
        WritePiece(output, Job(), 0);
        output.Commit(default);
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            for (var piece = 1; piece < Pieces; piece++) WritePiece(output, Job(), piece, stop.Token);
            output.Commit(stop.Token);
        });
        output.Commit(default);

        Assert.Equal(PieceRows, output.Committed);
    }

    static BatchJob Job() => new("m@1", "h", "d", "f");

    static string NewQueue() => $"scores-{Interlocked.Increment(ref s_queues)}";

    BatchTarget Target(string address) => new(address, "", Job(), PredictedRows.SchemaOf(Piece(Job(), 0).Columns.Schema))
    {
        StateFolder = "",
        Noted = () => _noted,
        Note = noted => _noted = noted,
    };

    IBatchOutput Open(string place, RabbitMqServer? server = null) => new RabbitMqSink().Open(Target((server ?? RabbitMqServer.Shared).Address + place), default);

    void Write(string place, RabbitMqServer? server = null)
    {
        using var output = Open(place, server);
        for (var piece = (int)(output.Committed / PieceRows); piece < Pieces; piece++)
        {
            WritePiece(output, Job(), piece);
            if (piece % 3 == 0) output.Commit(default);
        }
        output.Complete(default);
    }

    static void WritePiece(IBatchOutput output, BatchJob job, int piece, CancellationToken cancellation = default)
    {
        var rows = Piece(job, piece);
        output.Write(rows, output.Encode(rows), cancellation);
    }

    static PredictedRows Piece(BatchJob job, int piece)
    {
        int[] rows = [.. Enumerable.Range(piece * PieceRows, PieceRows)];
        return new PredictedRows(job, rows[0], Table.Of(("id", TextColumn.From([.. rows.Select(i => $"ü {i}")])), ("prediction", new DoubleColumn([.. rows.Select(i => 1.5 * i)]))));
    }

    static List<(string Id, string Body, IReadOnlyBasicProperties Properties)> Take(string queue, RabbitMqServer? server = null) => With(async channel =>
    {
        var messages = new List<(string, string, IReadOnlyBasicProperties)>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            var body = Encoding.UTF8.GetString(message.Body.Span);
            using var json = JsonDocument.Parse(body);
            Assert.Equal(message.BasicProperties.MessageId, json.RootElement.GetProperty("prediction_id").GetString());
            messages.Add((message.BasicProperties.MessageId!, body, message.BasicProperties));
        }
        return messages;
    }, server);

    static T With<T>(Func<IChannel, Task<T>> use, RabbitMqServer? server = null)
    {
        async Task<T> Run()
        {
            var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = (server ?? RabbitMqServer.Shared).Port, UserName = "rondo", Password = RabbitMqServer.Password };
            await using var connection = await factory.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            return await use(channel);
        }
        return Run().GetAwaiter().GetResult();
    }
}

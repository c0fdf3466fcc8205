using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Batch;
using Rondo.Lifecycle.Tests.Store;
using Rondo.Prepare.Snapshots;
using Rondo.Tests.Shared.Webhooks;

namespace Rondo.Lifecycle.Tests.Batch;

/// <summary>Batch jobs into a receiver on the web: pieces that are signed, and the same under the same key when they come again.</summary>
public sealed class WebhookSinkTests : IDisposable
{
    const int Rows = 2300;
    const int PieceRows = 1000;

    static readonly string s_secret = "whsec_" + Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    readonly TestWorkspace _workspace = new();
    readonly Receiver _receiver = new();
    readonly ImpatientClock _clock = new();
    readonly List<string> _said = [];
    BatchProgress? _noted;

    public void Dispose()
    {
        _receiver.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void Rows_come_in_signed_pieces_in_order()
    {
        Write(Job());

        var messages = _receiver.Messages;
        Assert.Equal(["0-999", "1000-1999", "2000-2299_last"], messages.Select(m => m.Headers["webhook-id"].Split('_', 2)[1]));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => Job().IdOf(i)), messages.SelectMany(IdsOf));
        foreach (var message in messages)
        {
            Assert.Equal(message.Headers["webhook-id"], message.Headers["idempotency-key"]);
            Assert.Equal("application/x-ndjson", message.Headers["content-type"]);
            Assert.Equal("/hook", message.Path);
            var signed = $"{message.Headers["webhook-id"]}.{message.Headers["webhook-timestamp"]}.{message.Body}";
            Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(s_secret["whsec_".Length..]), Encoding.UTF8.GetBytes(signed))), message.Headers["webhook-signature"]);
        }
    }

    [Fact]
    public void Pieces_of_json_say_whose_rows_they_are()
    {
        Write(Job(), "&format=json&rows=2000");

        using var piece = JsonDocument.Parse(_receiver.Messages[1].Body);
        var data = piece.RootElement.GetProperty("data");
        Assert.Equal("batch.predictions", piece.RootElement.GetProperty("type").GetString());
        Assert.Equal(("m@1", 2000, 300, true), (data.GetProperty("version").GetString(), data.GetProperty("first").GetInt32(), data.GetProperty("count").GetInt32(), data.GetProperty("last").GetBoolean()));
        Assert.Equal("c2000", data.GetProperty("predictions")[0].GetProperty("id").GetString());
        Assert.Equal(300, data.GetProperty("predictions").GetArrayLength());
        Assert.Equal("application/json", _receiver.Messages[1].Headers["content-type"]);
        Assert.StartsWith(data.GetProperty("job").GetString()!, _receiver.Messages[1].Headers["webhook-id"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(2300)]
    public void Where_a_piece_ends_does_not_depend_on_how_the_rows_are_cut_before(int cut)
    {
        Write(Job());
        var whole = _receiver.Messages.Select(m => (m.Headers["webhook-id"], m.Body)).ToArray();
        _noted = null;

        Write(Job(), cut: cut);

        Assert.Equal(whole, _receiver.Messages.Skip(whole.Length).Select(m => (m.Headers["webhook-id"], m.Body)));
    }

    [Fact]
    public void A_job_whose_process_dies_anywhere_goes_on_after_the_last_piece_that_was_taken()
    {
        Write(Job());
        var whole = _receiver.Messages.Select(m => (m.Headers["webhook-id"], m.Body)).ToArray();
        for (var dies = 0; dies <= Rows; dies += 100)
        {
            var before = _receiver.Messages.Count;
            _noted = null;
            using (var output = Open(Job()))
                for (var start = 0; start < dies; start += 100) WritePiece(output, Job(), start, 100);
            var taken = _receiver.Messages.Count - before;

            Write(Job());

            // Not one of them twice, as nothing was under way.
            Assert.Equal(whole, _receiver.Messages.Skip(before).Select(m => (m.Headers["webhook-id"], m.Body)));
            Assert.Equal(Math.Max(0, (dies - 1) / PieceRows), taken);
        }
    }

    [Fact]
    public void What_a_receiver_refuses_for_a_while_comes_again_under_the_same_key()
    {
        var answers = new Queue<int>([503, 429, 200, 500, 200, 200]);
        _receiver.Answer = () => (answers.Dequeue(), null);

        Write(Job());

        Assert.Equal(["0-999", "0-999", "0-999", "1000-1999", "1000-1999", "2000-2299_last"], _receiver.Messages.Select(m => m.Headers["webhook-id"].Split('_', 2)[1]));
        Assert.Equal([1, 2, 1], _clock.Waits.Where(w => w < TimeSpan.FromSeconds(10)).Select(w => (int)w.TotalSeconds));
        Assert.Contains(_said, s => s.EndsWith("503; tries again in 1 s", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(503, 10)]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(410, 1)]
    [InlineData(302, 1)]
    public void A_receiver_that_does_not_take_a_piece_ends_the_job_and_the_same_job_goes_on(int status, int attempts)
    {
        var isFirst = true;
        _receiver.Answer = () =>
        {
            (var answer, isFirst) = (isFirst ? 200 : status, false);
            return (answer, "http://127.0.0.1:1/elsewhere");
        };

        var mistake = Assert.Throws<RondoException>(() => Write(Job())).Mistakes[0];

        Assert.Equal("webhook_failed", mistake.Code);
        Assert.Contains($"does not take the rows from 1,000 on: {status}", mistake.Message, StringComparison.Ordinal);
        Assert.Equal(1 + attempts, _receiver.Messages.Count);
        _receiver.Answer = () => (204, null);
        using (var output = Open(Job())) Assert.Equal((PieceRows, (string?)null), (output.Committed, output.Anew));
        Write(Job());
        Assert.Equal(["1000-1999", "2000-2299_last"], _receiver.Messages.Skip(1 + attempts).Select(m => m.Headers["webhook-id"].Split('_', 2)[1]));
    }

    [Fact]
    public void Another_job_or_form_has_other_keys_and_begins_anew()
    {
        string[] KeysOf(BatchJob job, string parameters, string? anew)
        {
            using (var output = Open(Job())) WritePiece(output, Job(), 0, 1001);
            using (var output = Open(job, parameters)) Assert.Equal((0, anew), (output.Committed, output.Anew));
            _noted = null;
            var before = _receiver.Messages.Count;
            Write(job, parameters);
            _noted = null;
            return [.. _receiver.Messages.Skip(before).Select(m => m.Headers["webhook-id"])];
        }

        string[] keys =
        [
            .. KeysOf(Job() with { Model = "m@2" }, "", "it was for m@1, and this is m@2"),
            .. KeysOf(Job() with { Data = "other" }, "", "the rows have changed"),
            .. KeysOf(Job() with { Form = "other" }, "", "the columns or options of the result have changed"),
            .. KeysOf(Job(), "&format=json", "the form of the pieces has changed"),
            .. KeysOf(Job(), "&rows=999", "the form of the pieces has changed"),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Large_rows_make_pieces_of_fewer()
    {
        using (var output = Open(Job()))
        {
            var rows = new PredictedRows(Job(), 0, Table.Of(("id", TextColumn.From([.. Enumerable.Range(0, 40).Select(i => new string('x', 100_000) + i)]))));
            output.Write(rows, output.Encode(rows), default);
            output.Complete(default);
        }

        Assert.Equal(["0-9", "10-19", "20-29", "30-39_last"], _receiver.Messages.Select(m => m.Headers["webhook-id"].Split('_', 2)[1]));
    }

    [Theory]
    [InlineData("https://example.org/x", "missing_secret")]
    [InlineData("https://example.org/x#secret=", "missing_secret")]
    [InlineData("https://example.org/x#secret=verysecret", "bad_secret")]
    [InlineData("https://example.org/x#secret=whsec_c2hvcnQ=", "bad_secret")]
    [InlineData("https://example.org/x#secret=SECRET&format=xml", "unknown_format")]
    [InlineData("https://example.org/x#secret=SECRET&rows=0", "out_of_range")]
    [InlineData("https://example.org/x#secret=SECRET&row=1", "unknown_parameter")]
    [InlineData("http://example.org/x#secret=SECRET", "bad_webhook_address")]
    [InlineData("https://ann:word@example.org/x#secret=SECRET", "bad_webhook_address")]
    [InlineData("https://127.0.0.1/x#secret=SECRET", "address_refused")]
    [InlineData("https://[::ffff:169.254.169.254]/x#secret=SECRET", "address_refused")]
    [InlineData("https://localhost/x#secret=SECRET", "address_refused")]
    public void An_address_that_is_no_receivers_is_refused_before_anything_is_scored(string address, string code)
    {
        var target = Target(Job()) with { Address = address.Replace("SECRET", s_secret, StringComparison.Ordinal), PrivateHosts = [] };

        var mistake = Assert.Throws<RondoException>(() => SinkKind.Of(target.Address, RondoParts.Catalog).Open(target, default)).Mistakes[0];

        Assert.Equal(code, mistake.Code);
        Assert.DoesNotContain("verysecret", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_job_is_posted_and_posted_again_under_the_same_keys()
    {
        TableWriter.Write(BatchModel.Data(Rows), Path.Combine(_workspace.Root, "rows.csv"));
        Environment.SetEnvironmentVariable("RONDO_TEST_WEBHOOK", s_secret);
        var request = new BatchRequest(Path.Combine(_workspace.Root, "rows.csv"), $"{_receiver.Url}#secret=${{RONDO_TEST_WEBHOOK}}") { WebhookHosts = ["127.0.0.1"], Threads = 2 };

        Assert.Equal(Rows, BatchScoring.Run(_workspace.Workspace, BatchModel.Of(), request, default).Rows);
        Assert.Equal(Rows, BatchScoring.Run(_workspace.Workspace, BatchModel.Of(), request, default).Rows);

        Assert.Equal(6, _receiver.Messages.Count);
        Assert.Equal(_receiver.Messages.Take(3).Select(m => (m.Headers["webhook-id"], m.Body)), _receiver.Messages.Skip(3).Select(m => (m.Headers["webhook-id"], m.Body)));
    }

    [Fact]
    public void A_job_without_rows_tells_that_it_is_done()
    {
        using (var output = Open(Job(), "&format=json")) output.Complete(default);

        using var piece = JsonDocument.Parse(Assert.Single(_receiver.Messages).Body);
        Assert.True(piece.RootElement.GetProperty("data").GetProperty("last").GetBoolean());
    }

    static BatchJob Job() => new("m@1", "h", "d", "f");

    BatchTarget Target(BatchJob job, string parameters = "") =>
        new($"{_receiver.Url}#secret={s_secret}{parameters}", "", job, PredictedRows.SchemaOf(Piece(job, 0, 1).Columns.Schema))
        {
            StateFolder = _workspace.Root,
            Noted = () => _noted,
            Note = noted => _noted = noted,
            PrivateHosts = ["127.0.0.1"],
            Say = _said.Add,
            Clock = _clock,
        };

    IBatchOutput Open(BatchJob job, string parameters = "")
    {
        var target = Target(job, parameters);
        return SinkKind.Of(target.Address, RondoParts.Catalog).Open(target, default);
    }

    void Write(BatchJob job, string parameters = "", int cut = 700)
    {
        using var output = Open(job, parameters);
        for (var start = (int)output.Committed; start < Rows; start += cut) WritePiece(output, job, start, Math.Min(cut, Rows - start));
        output.Complete(default);
    }

    static void WritePiece(IBatchOutput output, BatchJob job, int start, int count)
    {
        var rows = Piece(job, start, count);
        output.Write(rows, output.Encode(rows), default);
        output.Commit(default);
    }

    static PredictedRows Piece(BatchJob job, int start, int count) => new(job, start, Table.Of(
        ("id", TextColumn.From([.. Enumerable.Range(start, count).Select(i => i % 3 == 1 ? $"ü\"{i}\n" : $"c{i}")])),
        ("prediction", new DoubleColumn([.. Enumerable.Range(start, count).Select(i => 1.5 * i)]))));

    static IEnumerable<string> IdsOf(Received message) =>
        message.Body.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("prediction_id").GetString()!);

    /// <summary>All waiting is over at once; remembers how long it was meant to be.</summary>
    sealed class ImpatientClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => new(2026, 9, 10, 10, 0, 0, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero) Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

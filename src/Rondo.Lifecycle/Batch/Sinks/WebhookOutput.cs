using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rondo.Deploy.Batch;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Webhooks;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>
/// Posts rows in pieces, one after the other. Where a piece ends follows from its rows alone, so that one that is posted again is the same under the same key,
/// and the next one is posted when the receiver has taken it.
/// </summary>
sealed class WebhookOutput : IBatchOutput
{
    private const int MostBytes = 1 << 20;
    private const int MostAttempts = 10;
    private const int KeyDigits = 32;

    private static readonly Backoff s_backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private static readonly TimeSpan s_longestWish = TimeSpan.FromMinutes(10);

    private readonly WebhookSender _sender;
    private readonly Uri _url;
    private readonly PieceAddress _address;
    private readonly BatchTarget _target;
    private readonly string _key;
    private readonly ArrayBufferWriter<byte> _piece = new();
    private int _count;

    public WebhookOutput(WebhookSender sender, Uri url, PieceAddress address, BatchTarget target)
    {
        (_sender, _url, _address, _target) = (sender, url, address, target);
        var job = target.Job;
        _key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{job.Model}/{job.ModelHash}/{job.Data}/{job.Form}/{address.Form}")))[..KeyDigits];
        if (target.IsAnew || target.Noted() is not { } noted) return;
        Anew = job.DifferenceFrom(noted.Job) ?? (noted.State.GetValueOrDefault("form") == address.Form ? null : "the form of the pieces has changed");
        if (Anew is null) Committed = noted.Rows;
    }

    public long Committed { get; private set; }

    public string? Anew { get; }

    public ReadOnlyMemory<byte> Encode(PredictedRows rows) => JsonRows.Encode(rows);

    public void Write(PredictedRows rows, ReadOnlyMemory<byte> encoded, CancellationToken cancellation)
    {
        var rest = encoded;
        for (var left = rows.Count; left > 0; left--)
        {
            var end = rest.Span.IndexOf((byte)'\n') + 1;
            // Only when a further row comes is it known that a piece is not the last one.
            if (_count == _address.Rows || (_count > 0 && _piece.WrittenCount + end > MostBytes)) Post(isLast: false, cancellation);
            _piece.Write(rest.Span[..end]);
            rest = rest[end..];
            _count++;
        }
    }

    // What was taken is noted already.
    public void Commit(CancellationToken cancellation)
    {
    }

    public void Complete(CancellationToken cancellation)
    {
        if (_count > 0 || Committed == 0) Post(isLast: true, cancellation);
    }

    public void Dispose() => _sender.Dispose();

    void Post(bool isLast, CancellationToken cancellation)
    {
        var message = new WebhookMessage(KeyOf(isLast), _address.IsJson ? Json(isLast) : _piece.WrittenSpan.ToArray())
        {
            MediaType = _address.IsJson ? "application/json" : "application/x-ndjson",
            HasIdempotencyKey = true,
        };
        Deliver(message, cancellation);
        Committed += _count;
        _target.Note(new BatchProgress(_target.Job, Committed) { State = new Dictionary<string, string> { ["form"] = _address.Form } });
        _piece.ResetWrittenCount();
        _count = 0;
    }

    // Job and place: 3f..._2000-2999, and of the last piece 3f..._3000-3171_last.
    string KeyOf(bool isLast) =>
        string.Create(CultureInfo.InvariantCulture, $"{_key}_{Committed}{(_count == 0 ? "" : $"-{Committed + _count - 1}")}{(isLast ? "_last" : "")}");

    byte[] Json(bool isLast)
    {
        var buffer = new ArrayBufferWriter<byte>(_piece.WrittenCount + 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "batch.predictions");
            json.WriteStartObject("data");
            json.WriteString("job", _key);
            json.WriteString("version", _target.Job.Model);
            json.WriteNumber("first", Committed);
            json.WriteNumber("count", _count);
            json.WriteBoolean("last", isLast);
            json.WriteStartArray("predictions");
            foreach (var line in Lines()) json.WriteRawValue(line.Span, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    IEnumerable<ReadOnlyMemory<byte>> Lines()
    {
        for (var rest = _piece.WrittenMemory; rest.Length > 0;)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            yield return rest[..end];
            rest = rest[(end + 1)..];
        }
    }

    void Deliver(WebhookMessage message, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = _sender.Send(_url, _address.Secret, message, cancellation).GetAwaiter().GetResult();
            if (answer.Arrived) return;
            cancellation.ThrowIfCancellationRequested();
            if (attempt == MostAttempts || IsRefusal(answer.Status)) throw Failed(answer, attempt);
            var pause = s_backoff.After(attempt);
            if (answer.RetryAfter is { } wish && wish > pause) pause = wish < s_longestWish ? wish : s_longestWish;
            _target.Say(string.Create(CultureInfo.InvariantCulture, $"{_url.GetLeftPart(UriPartial.Path)}: {answer.Result}; tries again in {pause.TotalSeconds:0} s"));
            Task.Delay(pause, _target.Clock, cancellation).GetAwaiter().GetResult();
        }
    }

    // Such an answer stays the same: nothing is followed, and what the receiver does not want it will not want later.
    static bool IsRefusal(int? status) => status is >= 300 and < 500 and not (408 or 409 or 421 or 425 or 429);

    RondoException Failed(WebhookAnswer answer, int attempts) => new("webhook_failed",
        string.Create(CultureInfo.InvariantCulture, $"{_url.GetLeftPart(UriPartial.Path)} does not take the rows from {Committed:N0} on: {answer.Result}{(attempts > 1 ? $", {attempts} times in a row" : "")}."),
        "The same command goes on from there.");
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>
/// Reads a batch straight from its bytes: training loops send thousands of metrics a second, so no tree of the body is built and a key
/// that comes again is one text.
/// </summary>
ref struct LogBatchReader
{
    const int MostMetrics = 1000, MostParams = 100, MostTags = 100, MostTogether = 1000;
    const int LongestKeyBytes = MlflowRules.LongestKey * 4;

    static readonly JsonReaderOptions _strict = new() { MaxDepth = RequestBody.Deepest };

    readonly List<LoggedMetric> _metrics = [];
    readonly List<LoggedModelMetric> _modelMetrics = [];
    readonly List<KeyValuePair<string, string>> _params = [];
    readonly List<KeyValuePair<string, string>> _tags = [];
    readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    Utf8JsonReader _json;
    string? _run;

    LogBatchReader(ReadOnlySpan<byte> body) => _json = new Utf8JsonReader(body, _strict);

    public static (string Run, RunLog Log) Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) throw MlflowFailure.Invalid("The body is empty; a JSON object was expected.");
        try
        {
            return new LogBatchReader(body).ReadBatch();
        }
        catch (JsonException e)
        {
            throw RequestBody.Malformed(e);
        }
        catch (InvalidOperationException)
        {
            throw MlflowFailure.Invalid("The body has half of a surrogate pair in one of its texts.");
        }
    }

    (string Run, RunLog Log) ReadBatch()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject) throw MlflowFailure.Invalid("The body must be a JSON object.");
        string? olderRun = null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("run_id"u8)) _run = Text("run_id");
            else if (_json.ValueTextEquals("run_uuid"u8)) olderRun = Text("run_uuid");
            else if (_json.ValueTextEquals("metrics"u8)) ReadMetrics();
            else if (_json.ValueTextEquals("params"u8)) ReadPairs("params", _params, MostParams, MlflowRules.LongestParam);
            else if (_json.ValueTextEquals("tags"u8)) ReadPairs("tags", _tags, MostTags, MlflowRules.LongestTag);
            else Skip();
        }
        // Whatever follows the object is a mistake that the reader reports.
        _json.Read();
        var run = MlflowRules.Id("run_id", string.IsNullOrEmpty(_run) ? string.IsNullOrEmpty(olderRun) ? throw MlflowFailure.Missing("run_id") : olderRun : _run);
        if (_metrics.Count + _params.Count + _tags.Count is var sum && sum > MostTogether)
            throw MlflowRules.TooMany("metrics, params and tags", sum, MostTogether);
        CheckParams();
        for (var i = 0; i < _modelMetrics.Count; i++) _modelMetrics[i] = _modelMetrics[i] with { RunId = run };
        return (run, new RunLog { Metrics = _metrics, Params = _params, Tags = _tags, ModelMetrics = _modelMetrics });
    }

    readonly void CheckParams()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _params)
            if (!values.TryAdd(name, value) && values[name] != value)
                throw MlflowFailure.Invalid($"'params' has '{name}' twice, once as '{MlflowRules.Shown(values[name])}' and once as '{MlflowRules.Shown(value)}'.");
    }

    void ReadMetrics()
    {
        if (!OpenList("metrics")) return;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_metrics.Count == MostMetrics) throw MlflowRules.TooMany("metrics", MostMetrics + 1, MostMetrics);
            ReadMetric();
        }
    }

    void ReadMetric()
    {
        OpenItem("metrics", _metrics.Count);
        string? key = null, model = null, dataset = null, digest = null;
        double? value = null;
        long? time = null;
        long step = 0;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("key"u8)) key = Key();
            else if (_json.ValueTextEquals("value"u8)) value = Real();
            else if (_json.ValueTextEquals("timestamp"u8)) time = Whole("timestamp");
            else if (_json.ValueTextEquals("step"u8)) step = Whole("step") ?? 0;
            else if (_json.ValueTextEquals("model_id"u8)) model = Text("model_id");
            else if (_json.ValueTextEquals("dataset_name"u8)) dataset = Text("dataset_name");
            else if (_json.ValueTextEquals("dataset_digest"u8)) digest = Text("dataset_digest");
            else Skip();
        }
        var point = new LoggedMetric(
            key ?? throw MlflowFailure.Missing(Place("metrics", _metrics.Count, "key")),
            value ?? throw MlflowFailure.Missing(Place("metrics", _metrics.Count, "value")), step,
            MlflowRules.Time("timestamp", time ?? throw MlflowFailure.Missing(Place("metrics", _metrics.Count, "timestamp"))));
        _metrics.Add(point);
        if (!string.IsNullOrEmpty(model)) _modelMetrics.Add(new LoggedModelMetric(MlflowRules.Id("model_id", model), "", point, dataset ?? "", digest ?? ""));
    }

    void ReadPairs(string list, List<KeyValuePair<string, string>> into, int most, int longest)
    {
        if (!OpenList(list)) return;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (into.Count == most) throw MlflowRules.TooMany(list, most + 1, most);
            OpenItem(list, into.Count);
            string? key = null, value = null;
            while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
            {
                if (_json.ValueTextEquals("key"u8)) key = Key();
                else if (_json.ValueTextEquals("value"u8)) value = Text("value");
                else Skip();
            }
            into.Add(new(key ?? throw MlflowFailure.Missing(Place(list, into.Count, "key")),
                MlflowRules.Length(Place(list, into.Count, "value"), value ?? throw MlflowFailure.Missing(Place(list, into.Count, "value")), longest)));
        }
    }

    bool OpenList(string name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return false;
        return _json.TokenType == JsonTokenType.StartArray ? true : throw Wrong(name, "a list");
    }

    void OpenItem(string list, int index)
    {
        if (_json.TokenType != JsonTokenType.StartObject) throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]"), "an object");
    }

    // Checked once, then known.
    string? Key()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return null;
        if (_json.TokenType != JsonTokenType.String) throw Wrong("key", "a text");
        if (_json.ValueSpan.Length > LongestKeyBytes) return MlflowRules.Key("key", _json.GetString()!);
        Span<char> key = stackalloc char[LongestKeyBytes];
        var length = _json.CopyString(key);
        var known = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(key[..length], out var text)) return text;
        text = MlflowRules.Key("key", new string(key[..length]));
        _keys.Add(text, text);
        return text;
    }

    string? Text(string name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return null;
        if (_json.TokenType != JsonTokenType.String) throw Wrong(name, "a text");
        var text = _json.GetString()!;
        return text.Contains('\0', StringComparison.Ordinal) ? throw MlflowFailure.Invalid($"'{name}' has a NUL character, which no text may have.") : text;
    }

    long? Whole(string name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return null;
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var number)) return number;
        if (_json.TokenType == JsonTokenType.String && long.TryParse(_json.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)) return number;
        throw Wrong(name, "a whole number of 64 bits");
    }

    double? Real()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return null;
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        if (_json.TokenType == JsonTokenType.String && NumberText.TryParse(_json.GetString(), out number)) return number;
        throw Wrong("value", "a number");
    }

    void Skip()
    {
        _json.Read();
        _json.Skip();
    }

    readonly Engine.Errors.RondoException Wrong(string name, string expected)
    {
        var found = _json.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String or JsonTokenType.Number => MlflowRules.Shown(Encoding.UTF8.GetString(_json.ValueSpan)),
            var other => other.ToString().ToLowerInvariant(),
        };
        return MlflowFailure.Invalid($"'{name}' takes {expected}; found {found}.");
    }

    static string Place(string list, int index, string name) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}].{name}");
}

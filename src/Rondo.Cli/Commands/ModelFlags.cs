using System.Collections.Immutable;
using System.CommandLine;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Foreign;

namespace Rondo.Cli.Commands;

/// <summary>What `models register` is told of a model that was made elsewhere.</summary>
sealed class ModelFlags
{
    private readonly Option<string?> _name = new("--name") { Description = "With register: what the model is called here." };
    private readonly Option<string?> _target = new("--target") { Description = $"With register: the column that it predicts (default: {ForeignRequest.DefaultTarget})." };
    private readonly Option<string?> _task = new("--task") { Description = "With register: regression, binary or multiclass, where the model's outputs leave it open." };
    private readonly Option<string?> _classes = new("--classes") { Description = "With register: the classes in the order of the probabilities, such as no,yes." };
    private readonly Option<string?> _columns = new("--columns") { Description = "With register: the columns in the order of the inputs, such as age,income:int64." };
    private readonly Option<string?> _scores = new("--scores") { Description = "With register: whether the output has probabilities or logits (default: probabilities)." };
    private readonly Option<string?> _answer = new("--answer") { Description = "With register: the output that is the prediction, where there are several." };
    private readonly Option<string?> _data = new("--data") { Description = "With register: a file of rows to try it with, and to start explanations from." };
    private readonly Option<string?> _alias = new("--alias") { Description = "With register: the alias that it gets (default: champion for the first version, then challenger)." };

    public ModelFlags()
    {
        _task.AcceptOnlyFromAmong("regression", "binary", "multiclass");
        _scores.AcceptOnlyFromAmong("probabilities", "logits");
    }

    public Option<bool> TryOnly { get; } = new("--try-only") { Description = "With register: try it, and register nothing." };

    public IEnumerable<Option> All => [_name, _target, _task, _classes, _columns, _scores, _answer, _data, _alias, TryOnly];

    public ForeignRequest Parse(ParseResult parsed, string file) =>
        new(file, parsed.GetValue(_name) ?? throw new RondoException("bad_arguments", "models register needs a name for the model.", "Write: rondo models register FILE.onnx --name NAME."))
        {
            Target = parsed.GetValue(_target) ?? ForeignRequest.DefaultTarget,
            Task = parsed.GetValue(_task) is { } task ? Enum.Parse<TaskKind>(task, ignoreCase: true) : null,
            Classes = Words(parsed.GetValue(_classes)),
            Columns = [.. Words(parsed.GetValue(_columns)).Select(Column)],
            IsLogits = parsed.GetValue(_scores) == "logits",
            Output = parsed.GetValue(_answer),
            Data = parsed.GetValue(_data),
            Alias = parsed.GetValue(_alias),
        };

    static ImmutableArray<string> Words(string? list) => list is null ? [] : [.. list.Split(',', StringSplitOptions.TrimEntries)];

    // Names may have colons of their own: only a type's word after the last one is a type.
    static (string, ColumnType?) Column(string word)
    {
        var colon = word.LastIndexOf(':');
        return colon > 0 && ColumnTypes.TryParse(word[(colon + 1)..], out var type) ? (word[..colon], type) : (word, null);
    }
}

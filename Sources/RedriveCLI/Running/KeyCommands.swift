import RedriveCore
import RedriveEngine

/// Keys that control a run from its own terminal: `p` pauses and continues, `s` stops.
struct KeyCommands: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// Where a stop goes.
    let stop: AsyncStream<GivenCommand>.Continuation
    /// Where commands go that are answered.
    let controls: AsyncStream<ControlledCommand>.Continuation

    /// Obeys keys until there are no more.
    func obey(_ keys: AsyncStream<UInt8>) async {
        for await key in keys {
            switch key {
            case UInt8(ascii: "p"), UInt8(ascii: "P"): pauseOrContinue()
            case UInt8(ascii: "s"), UInt8(ascii: "S"):
                context.console.note(SessionOperation.stopping.wrapped(to: context.console.errorCanvas.columns))
                stop.yield(GivenCommand(.stop, by: context.author))
                // The terminal is given back: there is nothing left to tell the run.
                return
            default: continue
            }
        }
    }

    /// A run that was paused already is continued.
    private func pauseOrContinue() {
        let author = context.author
        controls.yield(
            ControlledCommand(GivenCommand(.pause, by: author)) { [controls] answer in
                guard case .already = answer else { return }
                controls.yield(ControlledCommand(GivenCommand(.resume, by: author)) { _ in })
            }
        )
    }
}

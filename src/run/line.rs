//! The line, as the controls see it: which of them speak for it, and when it was in order.

use super::Millis;
use crate::thresholds::{OPERATORS, PANEL_SHARE, WINDOW, WINDOW_OK};

/// What one control saw once.
#[derive(Clone, Copy, Debug)]
struct Sight {
    control: usize,
    end: Millis,
    ok: bool,
}

/// One control's part.
#[derive(Clone, Debug)]
struct Member {
    /// The same number for the same operator.
    operator: usize,
    /// It has answered, so it speaks for the line from then on.
    joined: bool,
    /// It failed alone, while others answered: from then on it does not speak for the line.
    lost: bool,
}

/// The line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    operators: Vec<String>,
    members: Vec<Member>,
    /// Enough controls of enough operators speak for the line.
    panel_is_enough: bool,
    /// In the order of their ends.
    sights: Vec<Sight>,
    /// Several controls failed at once, and not enough have answered since.
    in_trouble: bool,
    /// Controls that failed and wait for what others see.
    suspects: Vec<usize>,
    /// What the others saw since.
    checks: Vec<bool>,
}

impl Line {
    pub fn new(operators: impl Iterator<Item = String>) -> Self {
        let mut line = Self::default();
        for name in operators {
            let known = line.operators.iter().position(|o| *o == name);
            let operator = known.unwrap_or(line.operators.len());
            if known.is_none() {
                line.operators.push(name);
            }
            line.members.push(Member {
                operator,
                joined: false,
                lost: false,
            });
        }
        line
    }

    /// How many answers and failures of controls there were: what is judged by the line changes
    /// with it only.
    pub fn age(&self) -> usize {
        self.sights.len()
    }

    /// The controls that speak for the line.
    pub fn panel(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.members.len()).filter(|&c| self.speaks(c))
    }

    pub fn speaks(&self, control: usize) -> bool {
        self.members[control].joined && !self.members[control].lost
    }

    /// Takes in what a control saw. True where others should be asked at once whether they see
    /// the same.
    pub fn saw(&mut self, control: usize, end: Millis, ok: bool) -> bool {
        let waiting = !self.suspects.is_empty();
        if waiting && !self.suspects.contains(&control) && self.speaks(control) {
            self.checks.push(ok);
        }
        if ok {
            self.members[control].joined = true;
        }
        let ask = !ok && self.speaks(control) && !waiting;
        if !ok && self.speaks(control) {
            self.suspects.push(control);
        }
        let place = self.sights.partition_point(|s| s.end <= end);
        self.sights.insert(place, Sight { control, end, ok });
        self.settle_suspects();
        self.count_panel();
        if self.in_trouble && self.is_good_now() {
            self.in_trouble = false;
        }
        ask && !self.in_trouble
    }

    /// Once enough others were asked: a control that fails alone is lost; where the others fail
    /// too it is the line, and nobody is lost.
    fn settle_suspects(&mut self) {
        let others = self.panel().filter(|c| !self.suspects.contains(c)).count();
        if self.suspects.is_empty()
            || (self.checks.len() < WINDOW as usize && self.checks.len() < others)
        {
            return;
        }
        let ok = self.checks.iter().filter(|&&ok| ok).count();
        if ok as f64 >= WINDOW_OK {
            for &control in &self.suspects {
                self.members[control].lost = true;
            }
        } else {
            self.in_trouble = true;
        }
        self.suspects.clear();
        self.checks.clear();
    }

    /// Enough controls of enough operators speak for the line.
    pub fn has_panel(&self) -> bool {
        self.panel_is_enough
    }

    fn count_panel(&mut self) {
        let panel: Vec<usize> = self.panel().collect();
        let runs = |operator| panel.iter().any(|&c| self.members[c].operator == operator);
        let operators = (0..self.operators.len()).filter(|&o| runs(o)).count();
        let share = panel.len() as f64 / self.members.len().max(1) as f64;
        self.panel_is_enough = share >= PANEL_SHARE && operators as f64 >= OPERATORS;
    }

    /// Several controls failed at once, and not enough have answered since.
    pub fn in_trouble(&self) -> bool {
        self.in_trouble
    }

    /// The line is in order as far as the latest answers tell.
    pub fn is_good_now(&self) -> bool {
        let latest = self.window(self.sights.iter().rev(), None);
        self.has_panel() && latest == Some(true)
    }

    /// A failure between `start` and `end` counts: the line was in order before, meanwhile and
    /// after, in the eyes of controls that `operator` does not run. `None`: it is not known yet
    /// what came after.
    pub fn counts(&self, start: Millis, end: Millis, operator: Option<&str>) -> Option<bool> {
        if !self.has_panel() {
            return Some(false);
        }
        let operator = operator.and_then(|o| self.operators.iter().position(|known| known == o));
        // What ended before the attempt did; its last window, and every one that ended inside.
        let until = self.sights.partition_point(|s| s.end <= end);
        let before = self.sights.partition_point(|s| s.end <= start);
        if self.window(self.sights[..before].iter().rev(), operator) != Some(true) {
            return Some(false);
        }
        for i in before + 1..=until {
            if self.window(self.sights[..i].iter().rev(), operator) == Some(false) {
                return Some(false);
            }
        }
        self.window(self.sights[until..].iter(), operator)
    }

    /// Whether the first few different controls answered. `None`: too few were asked to tell.
    fn window<'a>(
        &self,
        sights: impl Iterator<Item = &'a Sight>,
        operator: Option<usize>,
    ) -> Option<bool> {
        let mut asked = [usize::MAX; WINDOW as usize];
        let mut operators = [usize::MAX; WINDOW as usize];
        let (mut n, mut ok, mut distinct) = (0, 0, 0);
        for sight in sights {
            let member = &self.members[sight.control];
            let is_own = operator == Some(member.operator);
            if is_own || !self.speaks(sight.control) || asked.contains(&sight.control) {
                continue;
            }
            asked[n] = sight.control;
            n += 1;
            if sight.ok {
                ok += 1;
                if !operators.contains(&member.operator) {
                    operators[distinct] = member.operator;
                    distinct += 1;
                }
            }
            if n == asked.len() {
                break;
            }
        }
        let failed = (n - ok) as f64;
        if ok as f64 >= WINDOW_OK && distinct as f64 >= OPERATORS {
            Some(true)
        } else if n == asked.len() || failed > WINDOW - WINDOW_OK {
            Some(false)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(n: usize) -> Line {
        let mut line = Line::new((0..n).map(|i| format!("operator {i}")));
        for i in 0..n {
            line.saw(i, i as f64, true);
        }
        line
    }

    #[test]
    fn a_failure_counts_where_the_line_was_in_order_before_and_after() {
        let mut line = line(6);
        assert_eq!(line.counts(10.0, 20.0, None), None);
        for i in 0..4 {
            line.saw(i, 30.0 + i as f64, true);
        }
        assert_eq!(line.counts(10.0, 20.0, None), Some(true));
        assert_eq!(
            line.counts(1.0, 20.0, None),
            Some(false),
            "too few controls before it"
        );
    }

    #[test]
    fn a_failure_in_an_outage_does_not_count() {
        let mut line = line(6);
        for i in 0..6 {
            line.saw(i, 30.0 + i as f64, false);
        }
        for i in 0..6 {
            line.saw(i, 60.0 + i as f64, true);
        }
        assert_eq!(line.counts(20.0, 50.0, None), Some(false));
        assert_eq!(
            line.counts(20.0, 28.0, None),
            Some(false),
            "the controls after it failed"
        );
        for i in 0..6 {
            line.saw(i, 90.0 + i as f64, true);
        }
        assert_eq!(line.counts(70.0, 80.0, None), Some(true));
    }

    #[test]
    fn a_control_that_dies_alone_does_not_speak_for_the_line() {
        let mut line = line(6);
        assert!(line.saw(0, 30.0, false), "the others are asked");
        for i in 1..5 {
            line.saw(i, 31.0 + i as f64, true);
        }
        assert!(!line.speaks(0));
        for i in 1..5 {
            line.saw(i, 50.0 + i as f64, true);
        }
        assert_eq!(line.counts(20.0, 45.0, None), Some(true));
    }

    #[test]
    fn a_control_of_the_platforms_own_operator_does_not_speak_for_it() {
        let mut line = Line::new(["A", "B", "C"].map(String::from).into_iter());
        for t in [0.0, 50.0] {
            for i in 0..3 {
                line.saw(i, t + i as f64, true);
            }
        }
        assert_eq!(line.counts(10.0, 20.0, None), Some(true));
        assert_eq!(line.counts(10.0, 20.0, Some("A")), Some(false));
    }

    #[test]
    fn two_operators_are_no_quorum() {
        let mut line = Line::new(["A", "A", "A", "B"].map(String::from).into_iter());
        for i in 0..4 {
            line.saw(i, i as f64, true);
        }
        assert!(!line.has_panel());
    }
}
